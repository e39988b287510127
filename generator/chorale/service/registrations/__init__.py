"""Registrations for sessions: records, capacity and waiting list, pages, mails, files."""
