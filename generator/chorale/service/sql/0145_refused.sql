-- Une demande de place que l'organisation refuse est refusée, et non annulée.
CREATE TABLE registration_refusable (
    id TEXT PRIMARY KEY,
    sitting TEXT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    details TEXT NOT NULL,
    definition TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('pending', 'waiting', 'offered', 'confirmed', 'refused', 'cancelled', 'expired')),
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    number INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    expires_at TEXT,
    asked_at TEXT NOT NULL,
    confirmed_at TEXT,
    day_told TEXT,
    hour_told TEXT,
    attended INTEGER NOT NULL,
    proposed TEXT,
    UNIQUE (sitting, email_key)
);
INSERT INTO registration_refusable
    (id, sitting, email_key, email, name, details, definition, state, held, number, sequence,
     expires_at, asked_at, confirmed_at, day_told, hour_told, attended, proposed)
    SELECT id, sitting, email_key, email, name, details, definition, state, held, number, sequence,
     expires_at, asked_at, confirmed_at, day_told, hour_told, attended, proposed FROM registration;
DROP TABLE registration;
ALTER TABLE registration_refusable RENAME TO registration;
CREATE INDEX registration_state ON registration (sitting, state, number);
CREATE INDEX registration_expiry ON registration (state, expires_at);
CREATE INDEX registration_email ON registration (email_key);
CREATE INDEX registration_seats ON registration (sitting, state, expires_at, held);
