"""Writing: a person's change goes to its node's place in the file, all other bytes stay as they were."""
