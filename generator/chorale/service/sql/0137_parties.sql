-- Les inscriptions à plusieurs : qui les a demandées, et pour qui.
CREATE TABLE party (
  id TEXT PRIMARY KEY,
  sitting TEXT NOT NULL,
  email_key TEXT NOT NULL,
  email TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  confirmed_at TEXT
);
CREATE INDEX party_email_key ON party (email_key);
CREATE INDEX party_sitting ON party (sitting);
CREATE TABLE party_member (
  party TEXT NOT NULL,
  email_key TEXT NOT NULL,
  rank INTEGER NOT NULL,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  registration TEXT NOT NULL,
  PRIMARY KEY (party, email_key)
);
CREATE INDEX party_member_registration ON party_member (registration);
