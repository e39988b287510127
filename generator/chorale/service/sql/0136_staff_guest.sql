CREATE TABLE staff_guest (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  until TEXT NOT NULL
);
CREATE INDEX staff_guest_path ON staff_guest (path);
