-- Formulaires publics, inscriptions aux webinaires, abonnements, envois de la lettre.
CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    sending TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL,
    email_key TEXT NOT NULL,
    content TEXT NOT NULL,
    received_at TEXT NOT NULL
);
CREATE INDEX answer_form ON answer (form, received_at);
CREATE INDEX answer_email ON answer (email_key);
CREATE TABLE sitting (
    key TEXT PRIMARY KEY,
    start_at TEXT NOT NULL,
    end_at TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('confirmed', 'moved', 'cancelled')),
    sequence INTEGER NOT NULL,
    told_at TEXT NOT NULL,
    last_number INTEGER NOT NULL
);
CREATE TABLE registration (
    id TEXT PRIMARY KEY,
    sitting TEXT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    details TEXT NOT NULL,
    definition TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'waiting', 'offered', 'confirmed', 'cancelled', 'expired')),
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    number INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    expires_at TEXT,
    asked_at TEXT NOT NULL,
    confirmed_at TEXT,
    day_told TEXT,
    hour_told TEXT,
    attended INTEGER NOT NULL,
    UNIQUE (sitting, email_key)
);
CREATE INDEX registration_state ON registration (sitting, state, number);
CREATE INDEX registration_expiry ON registration (state, expires_at);
CREATE INDEX registration_email ON registration (email_key);
CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    email_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    topics TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'ended')),
    source TEXT NOT NULL,
    consent TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    expires_at TEXT,
    confirmed_at TEXT,
    ended_at TEXT,
    bounces INTEGER NOT NULL,
    bounced_at TEXT
);
CREATE INDEX subscription_state ON subscription (state);
CREATE TABLE suppression (
    digest TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    issue TEXT NOT NULL,
    digest TEXT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'finished')),
    due_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    total INTEGER NOT NULL
);
CREATE TABLE dispatch (
    delivery TEXT NOT NULL,
    subscription TEXT NOT NULL,
    rank INTEGER NOT NULL,
    email TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'refused')),
    worker TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    settled_at TEXT,
    answer TEXT NOT NULL,
    PRIMARY KEY (delivery, subscription)
);
CREATE INDEX dispatch_state ON dispatch (delivery, state, rank);
CREATE INDEX dispatch_message ON dispatch (message_id);
