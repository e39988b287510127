-- Le rôle tel que le fichier des personnes l'écrit ; la marque d'une réponse, que son groupe seul sait refaire.
-- Dates reportées et questionnaire figé se lisent au journal : leurs tables s'en vont.
ALTER TABLE access ADD COLUMN role_word TEXT NOT NULL DEFAULT '';
ALTER TABLE deposit ADD COLUMN answer TEXT NOT NULL DEFAULT '';
DROP TABLE extension;
DROP TABLE frozen_form;
