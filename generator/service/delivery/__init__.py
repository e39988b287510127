"""The letter on its way: a journal of who was written to, lines to the server, and what comes back."""
