-- La part publique de la clé du service : une autre clé est refusée au démarrage.
CREATE TABLE service_identity (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),
    recipient TEXT NOT NULL
);
