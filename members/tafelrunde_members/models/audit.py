"""Log entries that tell who did what, but neither about whom nor with which content (law 11)."""

from typing import Any

from django.db import models
from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import LogEntryQuerySet, ModelLogEntryManager

from tafelrunde_members.permissions import AnyUser


class ConfidentialLogEntryManager(ModelLogEntryManager):
    """Writes neutral labels, whatever the caller offers as a title."""

    def get_instance_title(self, instance: models.Model) -> str:
        """Name the kind of thing and its number, never its title."""
        return f"{instance._meta.verbose_name} #{instance.pk}"  # noqa: SLF001 (Django's documented name)

    def log_action(self, instance: models.Model, action: str, **details: Any) -> "ConfidentialLogEntry":
        """Write an entry; a title or data offered by the caller could name people and are left out."""
        details.pop("title", None)
        details.pop("data", None)
        entry: ConfidentialLogEntry = super().log_action(instance, action, **details)
        return entry

    def viewable_by_user(self, _user: AnyUser) -> LogEntryQuerySet:
        """Return nothing: the rows are those of `ModelLogEntry`, and the site-wide report already lists them there."""
        return self.none()


class ConfidentialLogEntry(ModelLogEntry):
    """The log of a model whose rows name people or what was said.

    A proxy: entries lie in Wagtail's own table and take part in its reports. Register a model in a
    ``register_log_actions`` hook: ``actions.register_model(Seat, ConfidentialLogEntry)``.
    """

    objects = ConfidentialLogEntryManager()

    class Meta:
        proxy = True
