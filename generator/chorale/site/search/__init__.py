"""Search: what readers find, and how near it stands to their words."""
