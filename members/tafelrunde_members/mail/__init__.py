"""From a stored message to bytes on the wire, and from Django's mail functions into the outbox."""

from tafelrunde_members.mail.backend import OutboxEmailBackend

__all__ = ["OutboxEmailBackend"]
