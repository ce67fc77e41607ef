"""What happens when and where: events, occurrences, the calendar engine, feeds, invitations and answers."""
