-- La nouvelle adresse à laquelle ce lien a été envoyé, qui remplace l'autre s'il est pressé.
ALTER TABLE personal_link ADD COLUMN wanted TEXT;
