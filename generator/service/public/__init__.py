"""The community's forms: answers, sign-ups with their seats, and subscriptions."""
