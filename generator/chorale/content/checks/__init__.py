"""Checks across files: references, bodies, agenda, cycles, ballots, forms; each yields problems."""
