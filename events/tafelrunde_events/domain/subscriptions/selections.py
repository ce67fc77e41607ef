"""The filters of the public calendar that somebody keeps in the personal one."""

from urllib.parse import parse_qsl

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_events.forms.selection import SelectionForm
from tafelrunde_events.models import SavedSelection

#: How many filters an account may keep; each makes the one query of its calendar longer.
SELECTION_LIMIT = 20
_NAME_LENGTH = SavedSelection._meta.get_field("name").max_length or 0  # noqa: SLF001 (Django's documented name)


def save_selection(user: AbstractBaseUser, selection: Selection, *, name: str) -> SavedSelection:
    """Keep a selection for the personal calendar. One that is kept already only gets the name.

    Raises ValidationError ``limit``, or for a selection too long to be kept.
    """
    others = SavedSelection.objects.filter(user=user.pk).exclude(query=selection.query)
    if others.count() >= SELECTION_LIMIT:
        raise ValidationError(
            _("You keep %(limit)d filters already. Please remove one first."),
            code="limit",
            params={"limit": SELECTION_LIMIT},
        )
    saved = SavedSelection.objects.filter(user=user.pk, query=selection.query).first()
    saved = saved or SavedSelection(user_id=user.pk, query=selection.query)
    saved.name = name.strip()
    saved.full_clean(exclude=["user"], validate_unique=False, validate_constraints=False)
    saved.save()
    return saved


def read_selection(saved: SavedSelection, version: CalendarVersion) -> Selection | None:
    """Return a kept selection, or None where a filter of it no longer exists."""
    return read_query(saved.query, version)


def read_query(query: str, version: CalendarVersion) -> Selection | None:
    """Return the selection of a canonical query, or None where a filter no longer exists: without it, it means more."""
    selection = SelectionForm(QueryDict(query), version=version).selection
    return selection if dict(parse_qsl(selection.query)) == dict(parse_qsl(query)) else None


def suggested_name(selection: Selection, version: CalendarVersion) -> str:
    """Return a selection in words, as the name under which it is kept."""
    if selection.is_everything:
        return _("All public dates")
    words = ", ".join(selection.names(version)) or _("Dates of a period")
    return Truncator(words).chars(_NAME_LENGTH)
