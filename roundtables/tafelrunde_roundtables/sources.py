"""Round tables as owners of foreign calendars."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.imports.owners import OwnerKind
from tafelrunde_events.models import CalendarSource
from tafelrunde_members.enums import Visibility
from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.models import RoundTable, TableSource


def _tables(user: AnyUser) -> QuerySet[RoundTable]:
    return RoundTable.objects.managed_by(user)


def _attach(source: CalendarSource, table: RoundTable | None) -> None:
    if table is None:
        TableSource.objects.filter(source=source).delete()
    else:
        TableSource.objects.update_or_create(source=source, defaults={"table": table})


table_kind = OwnerKind(
    name="table",
    label=_("Round tables"),
    path="table_source__table",
    candidates=_tables,
    attach=_attach,
    visibilities=(Visibility.PUBLIC, Visibility.NETWORK, Visibility.TABLE),
)
