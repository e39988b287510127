"""The newsletter's content: an issue as dated blocks, and its pages on the site."""
