-- Ce que les inscrits savent d'une séance : son titre, son adresse de connexion (NULL : dit avant cette version) ; et le plus
-- petit numéro d'une nouvelle inscription, pour qu'un effacement ne fasse jamais reculer les agendas.
ALTER TABLE sitting ADD COLUMN title TEXT;
ALTER TABLE sitting ADD COLUMN joining TEXT;
ALTER TABLE sitting ADD COLUMN least INTEGER NOT NULL DEFAULT 0;
