CREATE TABLE atelier_draft (
  person TEXT NOT NULL,
  path TEXT NOT NULL,
  version INTEGER NOT NULL,
  base TEXT NOT NULL,
  on_disk TEXT NOT NULL,
  writing TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (person, path)
);
