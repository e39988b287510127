-- Le rythme d'un envoi vers chaque domaine, tenu ensemble par tous les processus qui envoient : l'heure du prochain message.
CREATE TABLE pace (
    domain TEXT PRIMARY KEY,
    next_ms BIGINT NOT NULL
);
