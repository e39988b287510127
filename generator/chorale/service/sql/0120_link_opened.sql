-- Quand un lien personnel a été ouvert la première fois, et quand un courriel est revenu de cette adresse : le secrétariat sait
-- qui n'est jamais venu, et qui n'a rien reçu.
ALTER TABLE access ADD COLUMN opened_at TEXT;
ALTER TABLE access ADD COLUMN returned_at TEXT;
