"""The review of an email: every check before it may be sent, previews to look at, and the approval of exact bytes."""
