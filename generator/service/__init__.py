"""What we hear: the questionnaire of the groups, sign-ups and subscriptions, kept in a database of their own."""
