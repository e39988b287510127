"""Voting rules, one a file: equal shares and its completions, rankings, Phragmén, optimum."""
