"""Delivery of an issue: plans, mail merge, SMTP connections, bounces."""
