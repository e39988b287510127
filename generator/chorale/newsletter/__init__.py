"""The newsletter: an issue as blocks, its web pages, its email and its review."""
