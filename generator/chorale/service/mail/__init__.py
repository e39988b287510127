"""Emails of the service: composed, queued in an outbox, carried by SMTP or into a folder."""
