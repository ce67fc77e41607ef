"""Changing what a round table says about itself."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from tafelrunde_roundtables.models import RoundTable, RoundTablePage


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
