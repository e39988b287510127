"""The service as a whole: its ways, its operator's page, its backups, and the end of personal data."""
