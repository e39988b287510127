"""How we decide: pure mathematics on exact numbers, standard library only."""
