"""Closed vocabularies of the round-tables plugin, and named sets of their values."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TableLevel(TextChoices):
    """Where a body stands in the network of three levels."""

    STATE = "state", _("State network")
    REGION = "region", _("Regional network")
    MUNICIPALITY = "municipality", _("Municipal round table")


class TableStatus(TextChoices):
    """Whether a table meets."""

    ACTIVE = "active", _("meets")
    FOUNDING = "founding", _("being founded")
    RESTING = "resting", _("resting")
    CLOSED = "closed", _("closed")


#: Tables that convene meetings.
MEETING_STATUSES = (TableStatus.ACTIVE, TableStatus.FOUNDING)


class SeatRole(TextChoices):
    """What the holder of a seat does at the table."""

    CHAIR = "chair", _("Chair")
    MODERATOR = "moderator", _("Moderation")
    MEMBER = "member", _("Member")
    ADVISER = "adviser", _("Advisory member")
    GUEST = "guest", _("Standing guest")


class AgendaItemKind(TextChoices):
    """What the table is asked to do with an item."""

    INFORMATION = "information", pgettext_lazy("agenda item", "Information")
    DISCUSSION = "discussion", pgettext_lazy("agenda item", "Discussion")
    DECISION = "decision", pgettext_lazy("agenda item", "Decision")
