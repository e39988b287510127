"""Review of an issue before sending: checks, previews, client support, approval."""
