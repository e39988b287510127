CREATE TABLE staff_comment (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  person TEXT NOT NULL,
  passage TEXT NOT NULL,
  words TEXT NOT NULL,
  suggestion TEXT,
  made_at TEXT NOT NULL,
  settled_at TEXT,
  settled_by TEXT
);
CREATE INDEX staff_comment_path ON staff_comment (path);
CREATE TABLE staff_review (
  path TEXT NOT NULL,
  person TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  PRIMARY KEY (path, person)
);
