-- Qui reçoit ensuite se lit dans l'ordre : le trier à chaque lot coûtait d'autant plus qu'il reste de monde.
DROP INDEX dispatch_state;
CREATE INDEX dispatch_next ON dispatch (delivery, state, attempts, rank);
