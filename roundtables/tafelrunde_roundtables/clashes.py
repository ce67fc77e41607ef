"""Other meetings of the same round table, for the warnings beside a date that is being planned."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.clashes import ClashSource, Plan


def _of_table(plan: Plan) -> Q | None:
    """Return the condition for the dates of the table whose key the form of a meeting sends."""
    return Q(event__meeting__table=int(plan.body)) if plan.body.isdecimal() and len(plan.body) < 10 else None


same_table = ClashSource(_("same round table"), _of_table)
