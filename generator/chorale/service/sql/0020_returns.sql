CREATE TABLE returned (
    digest TEXT PRIMARY KEY,
    at TEXT NOT NULL
);
DROP INDEX dispatch_state;
CREATE INDEX dispatch_next ON dispatch (delivery, state, attempts, rank);
