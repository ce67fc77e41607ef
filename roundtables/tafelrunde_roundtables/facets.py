"""The calendar narrowed to one round table."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.facets import Choice, Facet
from tafelrunde_roundtables.models import RoundTable


def _listed_tables() -> list[Choice]:
    return list(RoundTable.objects.listed().values_list("slug", "name"))


def _of_table(slug: str) -> Q:
    """Return the condition for the dates of a table: its meetings, and what comes from a foreign calendar of its own.

    One that is not listed has no choice, and no dates here.
    """
    return Q(event__meeting__table__slug=slug) | Q(event__imported__source__table_source__table__slug=slug)


table_facet = Facet("tisch", _("Round table"), _listed_tables, _of_table)
