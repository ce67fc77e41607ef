"""Accounts: who gets one, how people sign in, and what staff must have before the admin opens."""
