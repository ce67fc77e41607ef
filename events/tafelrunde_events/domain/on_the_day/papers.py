"""What is printed for the day: lists for the table, badges, signs for the door.

All of it lies about where anybody reads it: no addresses, no answers, and nobody by name who must not be (law 12).
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, ngettext, pgettext
from wagtail.log_actions import log

from tafelrunde_events import conf
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.on_the_day.participants import Participant, count_present, participants_of
from tafelrunde_events.domain.on_the_day.sessions import session_text, sessions_of
from tafelrunde_events.domain.typesetting import typeset
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.models import Event, EventOrganiser, Occurrence

#: Log action; its text is registered in `wagtail_hooks`.
PAPER_PRINTED = "tafelrunde_events.attendance_printed"

_FOLDER = Path(__file__).parent
#: As many sessions stand side by side; further ones make another table.
_COLUMNS_TO_TICK, _COLUMNS_TO_SIGN = 6, 3
#: Lines and badges for those who come without having registered.
_EMPTY_LINES = 8
_EMPTY_BADGES = 4
_BADGES_ON_A_SHEET = 10


class Paper(StrEnum):
    """What can be printed; the value is the part of its address."""

    ATTENDANCE = "anwesenheitsliste"
    SIGN_IN = "unterschriften"
    BADGES = "namensschilder"
    ROOM_SIGN = "raumschild"


def paper_pdf(event: Event, paper: Paper, sessions: Sequence[Occurrence] | None = None) -> bytes:
    """Return a paper for these sessions (all of them unless given) as PDF/UA-1, in the active language.

    Raises ValidationError (code ``no_sessions``) for an event without sessions that take place.
    """
    sessions = sessions_of(event) if sessions is None else sessions
    if not sessions:
        raise ValidationError(gettext("There is no session that takes place."), code="no_sessions")
    template, data = _WRITERS[paper](event, sessions)
    return typeset(_FOLDER / template, data)


def log_print(event: Event, *, by: AbstractBaseUser) -> None:
    """Write down that somebody printed a list of participants; the entry names neither event nor people."""
    log(instance=event, action=PAPER_PRINTED, user=by)


def _attendance_list(event: Event, sessions: Sequence[Occurrence]) -> tuple[str, dict[str, Any]]:
    people = participants_of(event)
    heading = gettext("Attendance list")
    data = _head(event, sessions, heading) | {
        "summary": ngettext("%(count)d person is expected.", "%(count)d people are expected.", len(people))
        % {"count": len(people)},
        "signed": False,
        "tables": [_ticks(people, part) for part in _parts(sessions, _COLUMNS_TO_TICK)],
    }
    return "list.typ", data


def _sign_in_sheet(event: Event, sessions: Sequence[Occurrence]) -> tuple[str, dict[str, Any]]:
    people = participants_of(event)
    data = _head(event, sessions, gettext("Sign-in sheet")) | {
        "summary": "",
        "signed": True,
        "tables": [_signatures(people, part) for part in _parts(sessions, _COLUMNS_TO_SIGN)],
    }
    return "list.typ", data


def _badges(event: Event, _sessions: Sequence[Occurrence]) -> tuple[str, dict[str, Any]]:
    """Name whoever may be named; everybody else writes their own badge, and the last sheet is filled up with more."""
    people = participants_of(event)
    named = [
        {"first": one.registration.first_name, "last": one.registration.last_name, "organisation": one.organisation}
        for one in people
        if one.name
    ]
    empty = len(people) - len(named) + _EMPTY_BADGES
    empty += -(len(named) + empty) % _BADGES_ON_A_SHEET
    title = clean_line(event.title)
    data = _document(gettext("Name badges: %(title)s") % {"title": title})
    data |= {"event": title, "badges": named + [{"first": "", "last": "", "organisation": ""}] * empty}
    return "badges.typ", data


def _room_sign(event: Event, sessions: Sequence[Occurrence]) -> tuple[str, dict[str, Any]]:
    """Make a sign for each place where sessions are held."""
    times: dict[tuple[str, str], list[str]] = {}
    for session in sessions:
        times.setdefault(_room_and_house(event, session), []).append(when_text(session))
    title = clean_line(event.title)
    signs = [{"room": room, "house": house, "times": texts} for (room, house), texts in times.items()]
    data = _document(gettext("Room sign: %(title)s") % {"title": title})
    return "room_sign.typ", data | {"event": title, "organisers": _organisers(event), "signs": signs}


_WRITERS = {
    Paper.ATTENDANCE: _attendance_list,
    Paper.SIGN_IN: _sign_in_sheet,
    Paper.BADGES: _badges,
    Paper.ROOM_SIGN: _room_sign,
}


def _document(title: str) -> dict[str, Any]:
    return {"title": title, "author": conf.site_name(), "lang": (get_language() or conf.language()).partition("-")[0]}


def _head(event: Event, sessions: Sequence[Occurrence], heading: str) -> dict[str, Any]:
    """Return what stands above a list, and around its page numbers."""
    title = clean_line(event.title)
    places = dict.fromkeys(text for row in sessions if (text := _place(event, row)))
    return _document(f"{heading}: {title}") | {
        "heading": heading,
        "event": title,
        "facts": [
            [gettext("When"), [when_text(row) for row in sessions]],
            [gettext("Where"), list(places)],
            [gettext("Organised by"), _organisers(event)],
        ],
        "page": {
            "before": pgettext("number of a page in a letter", "Page"),
            "between": pgettext("number of a page in a letter", "of"),
        },
    }


def _ticks(people: Sequence[Participant], sessions: Sequence[Occurrence]) -> dict[str, Any]:
    there = gettext("yes")
    counts = [
        gettext("%(present)d of %(expected)d") % {"present": count_present(people, session), "expected": len(people)}
        for session in sessions
    ]
    return _table(people, sessions) | {
        "cells": [[there if one.was_at(session) else "" for session in sessions] for one in people],
        "totals": [gettext("There"), *counts],
        "empty": 0,
    }


def _signatures(people: Sequence[Participant], sessions: Sequence[Occurrence]) -> dict[str, Any]:
    return _table(people, sessions) | {
        "cells": [["" for _session in sessions] for _one in people],
        "totals": [],
        "empty": _EMPTY_LINES,
    }


def _table(people: Sequence[Participant], sessions: Sequence[Occurrence]) -> dict[str, Any]:
    return {
        "headings": [gettext("No."), gettext("Name"), gettext("Organisation")],
        "sessions": [session_text(session) for session in sessions],
        "people": [[one.name, one.organisation] for one in people],
    }


def _parts(sessions: Sequence[Occurrence], size: int) -> list[Sequence[Occurrence]]:
    return [sessions[at : at + size] for at in range(0, len(sessions), size)]


def _organisers(event: Event) -> list[str]:
    rows = EventOrganiser.objects.filter(event=event).select_related("organisation")
    return [row.organisation.name for row in rows]


def _place(event: Event, session: Occurrence) -> str:
    return session.venue.address if session.venue else event.place


def _room_and_house(event: Event, session: Occurrence) -> tuple[str, str]:
    """Return what stands large on the door, and below it where the door is."""
    venue = session.venue or event.venue
    room = "" if session.venue and session.venue != event.venue else event.room
    house = venue.address if venue else ""
    return (room, house) if room else (venue.name if venue else "", house)
