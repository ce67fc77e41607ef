"""Whom we know and how we may reach them: people, institutions, regions, visibility, and the one mail outbox."""
