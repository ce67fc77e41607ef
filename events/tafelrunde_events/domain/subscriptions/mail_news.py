"""What is new in the public calendar for those who subscribed to a selection of it by mail.

New is what nobody could see before: the sessions and series of an event that became public, and those added to a
public event later. Dates that the horizon of a series brings are no news, and neither is what was moved or renamed.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import address_of
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.places import place_beside, shared_place
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.mail_texts import digest_subject, digest_texts, plain_words
from tafelrunde_events.domain.subscriptions.selections import suggested_name
from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Event, Occurrence

#: More events in a mail, and more dates of an event, are counted and not listed.
LISTED_EVENTS, LISTED_DATES = 40, 5


@dataclass(slots=True)
class EntryNews:
    """One session or series that is new: its event, its first dates and how many there are."""

    event: Event
    public_since: dt.datetime
    rows: list[Occurrence] = field(default_factory=list)
    number: int = 0


@dataclass(frozen=True, slots=True)
class DigestWords:
    """A mail about new events, for everybody to whom the same is new."""

    subject: str
    text: str
    html: str


class News:
    """What became public in a selection after a moment and is still to come, soonest first.

    Read in one query, in memory that depends on the number of sessions and series and not on that of their dates.
    """

    def __init__(
        self, selection: Selection | None, version: CalendarVersion, *, since: dt.datetime, now: dt.datetime
    ) -> None:
        self.selection = selection or Selection(nothing=True)
        self.version = version
        self.entries: dict[int, EntryNews] = {}
        self._written: dict[tuple[int, ...], DigestWords] = {}
        rows = Occurrence.objects.public().filter(entry__first_public_at__gt=since, entry__first_public_at__lte=now)
        rows = self.selection.apply(rows.exclude(status=EventStatus.CANCELLED).upcoming(now))
        for row in rows.select_related("entry").with_event().iterator(chunk_size=500):
            self._add(row)

    def keys(self, *, since: dt.datetime, told: Collection[int] = ()) -> tuple[int, ...]:
        """Return the keys of the entries that became public after a moment and were not told yet."""
        return tuple(pk for pk, news in self.entries.items() if news.public_since > since and pk not in told)

    def words(self, keys: tuple[int, ...]) -> DigestWords:
        """Return the mail about these entries in the active language; the same entries are written about once."""
        if keys not in self._written:
            self._written[keys] = self._write([self.entries[key] for key in keys])
        return self._written[keys]

    def _add(self, row: Occurrence) -> None:
        since = row.entry.first_public_at
        if since is None:
            return
        news = self.entries.setdefault(row.entry_id, EntryNews(row.event, since))
        news.number += 1
        if len(news.rows) < LISTED_DATES:
            news.rows.append(row)

    def _write(self, found: Sequence[EntryNews]) -> DigestWords:
        by_event: dict[int, list[EntryNews]] = {}
        for news in found:
            by_event.setdefault(news.event.pk, []).append(news)
        name = plain_words([suggested_name(self.selection, self.version)])[0]
        text, html = digest_texts(
            {
                "words": name,
                "number": len(by_event),
                "events": [_described(group) for group in list(by_event.values())[:LISTED_EVENTS]],
                "more_events": max(0, len(by_event) - LISTED_EVENTS),
                "calendar_url": address_of("calendar", self.selection),
            }
        )
        return DigestWords(digest_subject(len(by_event), name), text, html)


def _described(group: Sequence[EntryNews]) -> dict[str, Any]:
    """Return an event with its new dates in words."""
    event = group[0].event
    rows = sorted((row for news in group for row in news.rows), key=lambda row: (row.start, row.pk))[:LISTED_DATES]
    where = shared_place(event, rows)
    title, summary, place = plain_words([event.title, event.summary, where.text])
    return {
        "language": event.language,
        "title": title,
        "summary": summary,
        "place": place,
        "url": conf.absolute_url(event.get_absolute_url()),
        "dates": [", ".join(filter(None, (when_text(row), *plain_words([place_beside(row, where)])))) for row in rows],
        "more_dates": sum(news.number for news in group) - len(rows),
    }
