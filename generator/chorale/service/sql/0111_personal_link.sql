CREATE TABLE personal_link (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  expires_at TEXT NOT NULL
);
CREATE INDEX personal_link_email_key ON personal_link (email_key);
