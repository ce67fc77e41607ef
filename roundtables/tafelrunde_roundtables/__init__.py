"""Who meets and what follows: round tables, seats, meetings and their agenda."""
