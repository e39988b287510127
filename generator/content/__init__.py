"""What we know: the community's files, read with the position of every word."""
