"""Participatory budgeting: elections, constraints and decisions as exact data, without a word of French."""
