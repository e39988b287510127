CREATE TABLE staff_passkey (
  id TEXT PRIMARY KEY,
  access_id TEXT NOT NULL REFERENCES access (id) ON DELETE CASCADE,
  public_key TEXT NOT NULL,
  uses INTEGER NOT NULL,
  name TEXT NOT NULL,
  added_at TEXT NOT NULL,
  used_at TEXT
);
CREATE INDEX staff_passkey_access ON staff_passkey (access_id);
CREATE TABLE staff_account (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  access_id TEXT NOT NULL REFERENCES access (id) ON DELETE CASCADE,
  bound_at TEXT NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, access_id)
);
CREATE TABLE staff_spent (
  digest TEXT PRIMARY KEY,
  until TEXT NOT NULL
);
