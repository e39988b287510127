CREATE TABLE sent_message (
  id TEXT PRIMARY KEY,
  sitting TEXT,
  answer TEXT REFERENCES answer (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  audience TEXT NOT NULL,
  people TEXT NOT NULL,
  mark TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX sent_message_sitting ON sent_message (sitting);
CREATE INDEX sent_message_answer ON sent_message (answer);
