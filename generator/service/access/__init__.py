"""Who may come in: people with their secret links and keys, their sessions, and the roster that names them."""
