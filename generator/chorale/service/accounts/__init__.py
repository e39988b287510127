"""People with a personal link: their roles, browser sessions and encryption keys."""
