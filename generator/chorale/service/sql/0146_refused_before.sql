-- Quand l'organisation a refusé une demande : qui redemande est dit refusé une première fois.
ALTER TABLE registration ADD COLUMN refused_at TEXT;
