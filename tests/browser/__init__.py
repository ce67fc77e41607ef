"""Whole journeys in a real browser, against the processes that a newcomer starts."""
