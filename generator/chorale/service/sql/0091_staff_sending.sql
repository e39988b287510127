CREATE TABLE staff_sending (
  delivery TEXT PRIMARY KEY REFERENCES delivery (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  paused INTEGER NOT NULL,
  trouble TEXT NOT NULL,
  again_at TEXT
);
