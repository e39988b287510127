CREATE TABLE returned (
    digest TEXT PRIMARY KEY,
    at TEXT NOT NULL
);
