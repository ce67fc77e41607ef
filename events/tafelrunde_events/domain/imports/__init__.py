"""Taking foreign calendars over: where they are fetched, what they say, what becomes of it here."""
