"""Operation: scheduled jobs, personal data, backup and the management pages."""
