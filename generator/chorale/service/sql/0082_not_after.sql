-- Un courriel a son rang (0 : quelqu'un l'attend devant son écran) et l'heure après laquelle il ne dirait plus vrai.
ALTER TABLE outbox ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN not_after TEXT;
CREATE INDEX outbox_next ON outbox (state, priority, due_at);
