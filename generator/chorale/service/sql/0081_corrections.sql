-- Ce qu'une personne déjà connue a envoyé de nouveau : ses réponses, ou ses sujets, jusqu'à ce qu'elle les confirme par son lien.
ALTER TABLE registration ADD COLUMN proposed TEXT;
ALTER TABLE subscription ADD COLUMN proposed TEXT;
