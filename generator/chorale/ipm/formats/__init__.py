"""A decision or an election as a file: the published record, Pabulib, scenarios of the what-if page."""
