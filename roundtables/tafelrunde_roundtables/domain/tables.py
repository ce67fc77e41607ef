"""The tables somebody coordinates, and changing what a table says about itself."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.domain.attendance import AnswerCounts, count_answers
from tafelrunde_roundtables.models import Meeting, RoundTable, RoundTablePage


@dataclass(frozen=True)
class OwnTable:
    """A table that somebody coordinates, with its next meeting and the answers to it where there is one."""

    table: RoundTable
    meeting: Meeting | None
    counts: AnswerCounts


def own_tables(user: AnyUser) -> list[OwnTable]:
    """Return the tables the user coordinates with their next meetings, in five queries however many there are."""
    tables = list(RoundTable.objects.managed_by(user).prefetch_related("regions"))
    next_meetings: dict[int, Meeting] = {}
    for meeting in Meeting.objects.filter(table__in=tables).upcoming().taking_place().with_facts():
        next_meetings.setdefault(meeting.table_id, meeting)
    counts = count_answers(next_meetings.values())
    rows = ((table, next_meetings.get(table.pk)) for table in tables)
    return [OwnTable(table, meeting, counts[meeting.pk] if meeting else AnswerCounts()) for table, meeting in rows]


def save_table(table: RoundTable, *, by: AbstractBaseUser | None) -> None:
    """Store a changed table. Pages of a table that the public may no longer know of are unpublished with it."""
    with transaction.atomic():
        table.save()
        withdraw_pages_if_unlisted(table, by=by)
        log(instance=table, action="wagtail.edit", user=by)


def withdraw_pages_if_unlisted(table: RoundTable, *, by: AbstractBaseUser | None) -> None:
    """Unpublish the pages of a table that the public may not know of.

    Whoever decides that a table is hidden need not have the right to edit its page.
    """
    if not table.listed:
        for page in RoundTablePage.objects.filter(table=table).live():
            UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
