CREATE TABLE staff_role (
  access_id TEXT NOT NULL REFERENCES access (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  PRIMARY KEY (access_id, role)
);
CREATE TABLE staff_link (
  digest TEXT PRIMARY KEY,
  access_id TEXT NOT NULL REFERENCES access (id) ON DELETE CASCADE,
  expires_at TEXT NOT NULL
);
