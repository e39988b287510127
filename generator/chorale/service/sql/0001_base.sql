-- Accès par lien secret, sessions, boîte d'envoi, journal.
CREATE TABLE access (
    id TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'referent', 'operator')),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    recipient TEXT NOT NULL,
    token_digest TEXT NOT NULL UNIQUE,
    invited_at TEXT NOT NULL,
    revoked_at TEXT
);
CREATE INDEX access_scope ON access (scope, group_key);
CREATE TABLE login (
    digest TEXT PRIMARY KEY,
    access_id TEXT NOT NULL REFERENCES access (id) ON DELETE CASCADE,
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    sealed_key TEXT NOT NULL
);
CREATE INDEX login_access ON login (access_id);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    addressee TEXT NOT NULL,
    payload TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    lease_until TEXT,
    sent_at TEXT,
    last_error TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_about ON outbox (about, kind);
CREATE INDEX outbox_sent ON outbox (sent_at);
CREATE TABLE journal (
    chain TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (chain, number),
    UNIQUE (chain, digest)
);
