-- Le lieu d'une rencontre, tel que les inscrits le savent : un autre lieu leur est dit.
ALTER TABLE sitting ADD COLUMN place TEXT NOT NULL DEFAULT '';
