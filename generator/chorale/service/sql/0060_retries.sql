-- Un destinataire remis à plus tard garde l'heure de son prochain essai ; un abandon est un état.
CREATE TABLE dispatch_retried (
    delivery TEXT NOT NULL,
    subscription TEXT NOT NULL,
    rank INTEGER NOT NULL,
    email TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'refused', 'abandoned')),
    worker TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before TEXT,
    settled_at TEXT,
    answer TEXT NOT NULL,
    PRIMARY KEY (delivery, subscription)
);
INSERT INTO dispatch_retried (delivery, subscription, rank, email, message_id, state, worker, attempts, settled_at, answer)
    SELECT delivery, subscription, rank, email, message_id, state, worker, attempts, settled_at, answer FROM dispatch;
DROP TABLE dispatch;
ALTER TABLE dispatch_retried RENAME TO dispatch;
CREATE INDEX dispatch_state ON dispatch (delivery, state, rank);
CREATE INDEX dispatch_message ON dispatch (message_id);
