"""Public forms: definitions, answers, their mails and the spam guard."""
