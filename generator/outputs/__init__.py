"""What we say: each output is a function from the community to files."""
