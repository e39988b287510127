"""The email of an issue: MJML and text templates become one MIME message."""
