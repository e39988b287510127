-- Les essais comptés pour tous les processus d'une même base PostgreSQL ; la source est une empreinte, jamais une adresse.
CREATE TABLE attempt (
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    slot INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (name, source, slot)
);
CREATE INDEX attempt_slot ON attempt (slot);
