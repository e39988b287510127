-- Les places prises et celles dont le délai est passé se comptent dans un index : une foule compte à chaque inscription.
CREATE INDEX registration_seats ON registration (sitting, state, expires_at, held);
