"""The questionnaire of a cycle: drafts, proposals, sealed deposits, receipts, opening."""
