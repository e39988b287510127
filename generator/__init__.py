"""Chorale: what we know (content), decide (ipm), say (outputs) and hear (service)."""
