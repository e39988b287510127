CREATE TABLE answer_state (
  answer TEXT PRIMARY KEY REFERENCES answer (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  person TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  path TEXT
);
