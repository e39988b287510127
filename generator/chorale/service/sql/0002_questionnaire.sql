-- Questionnaire des groupes : clés de groupe, notes des membres, brouillons, dépôts, formulaire figé, prolongations.
CREATE TABLE group_seal (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
CREATE TABLE key_share (
    access_id TEXT PRIMARY KEY REFERENCES access (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL
);
CREATE TABLE member_scores (
    access_id TEXT PRIMARY KEY REFERENCES access (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    saved_at TEXT NOT NULL
);
CREATE INDEX member_scores_group ON member_scores (scope, group_key);
CREATE TABLE draft (
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (scope, group_key)
);
CREATE TABLE deposit (
    id TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    group_key TEXT NOT NULL,
    number INTEGER NOT NULL,
    idempotency TEXT NOT NULL UNIQUE,
    received_at TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('web', 'tableur')),
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    form_digest TEXT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    journal_digest TEXT NOT NULL,
    sealed TEXT NOT NULL,
    UNIQUE (scope, group_key, number)
);
CREATE TABLE frozen_form (
    scope TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    frozen_at TEXT NOT NULL
);
CREATE TABLE extension (
    scope TEXT NOT NULL,
    number INTEGER NOT NULL,
    closes TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (scope, number)
);
