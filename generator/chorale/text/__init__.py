"""The author's Markdown and our templates: rendering, sanitising, HTML trees, CSV and feed formats."""
