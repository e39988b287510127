"""The questionnaire of a cycle: entrance, drafts, sealed deposits, opening, verification, the secretariat's work."""
