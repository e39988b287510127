"""One mail to one person: a letter in words, queued with its cause, carried to a server."""
