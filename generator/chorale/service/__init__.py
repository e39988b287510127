"""The web service: what visitors, groups and registrants send, and the mails that answer them."""
