"""A cycle of the IPM as people read it: pages, plots, tables, evidence and minutes."""
