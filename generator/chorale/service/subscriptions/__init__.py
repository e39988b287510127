"""Subscriptions to the newsletter: records, pages, imports and exports."""
