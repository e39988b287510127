-- L'heure après laquelle une lettre prévue, ou interrompue, ne part plus sans que quelqu'un le redise.
ALTER TABLE delivery ADD COLUMN not_after TEXT;
