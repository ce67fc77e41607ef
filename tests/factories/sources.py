"""Foreign calendars, of an organisation unless a table is given."""

from typing import Any

from tafelrunde_events.models import CalendarSource
from tafelrunde_roundtables.models import RoundTable, TableSource
from tests.factories.members import OrganisationFactory


def make_source(*, table: RoundTable | None = None, **facts: Any) -> CalendarSource:
    """A source without an address unless one is given."""
    facts = {"name": "Kreisvolkshochschule", **facts}
    if table is None:
        facts.setdefault("organisation", OrganisationFactory(released=True))
    source = CalendarSource.objects.create(**facts)
    if table is not None:
        TableSource.objects.create(source=source, table=table)
    return source
