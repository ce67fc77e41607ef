"""Round tables write letters in their own words."""

from tafelrunde_events.domain.text_owners import TextOwner, TextOwnerKind
from tafelrunde_events.models import Event
from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.models import Meeting, RoundTable

NAME = "table"


def _table_of(event: Event) -> str:
    # The event keeps what it found, so that all of its letters ask once.
    meeting: Meeting | None = getattr(event, "meeting", None)
    return f"{NAME}:{meeting.table_id}" if meeting is not None else ""


def _managed_tables(user: AnyUser) -> list[TextOwner]:
    tables = RoundTable.objects.managed_by(user).order_by("name").values_list("pk", "name")
    return [TextOwner(f"{NAME}:{pk}", name) for pk, name in tables]


table_texts = TextOwnerKind(name=NAME, owner_of=_table_of, managed_by=_managed_tables)
