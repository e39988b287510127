CREATE TABLE staff_keeper (
  id TEXT PRIMARY KEY,
  cycle TEXT NOT NULL,
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  instead TEXT NOT NULL,
  recipient TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  closed_at TEXT
);
CREATE INDEX staff_keeper_cycle ON staff_keeper (cycle);
