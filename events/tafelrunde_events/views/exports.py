"""The public dates of a selection as JSON and RSS, with the same filters as every other view of the calendar."""

import datetime as dt
import io
import json
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed, rfc3339_date
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import address_of
from tafelrunde_events.domain.calendar_text import permanent_url
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.exports import (
    PAGE_SIZE,
    Cursor,
    categories_of,
    changed_at,
    describe_date,
    place_text,
    read_page,
    reason_of,
    title_of,
)
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, midnight
from tafelrunde_events.models import Occurrence
from tafelrunde_events.views.cross_origin import readable_everywhere
from tafelrunde_events.views.feeds import feed_name, public_response

#: Changes only when something is renamed or removed from what JSON says.
JSON_VERSION = 1
#: Where a page begins, in the address of the one before it.
CURSOR = "ab"
#: How often feed readers should ask again, in minutes.
_REFRESH_MINUTES = 360
#: What XML 1.0 cannot hold, not even escaped (section 2.2).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@readable_everywhere
@require_safe
def dates_json(request: HttpRequest) -> HttpResponseBase:
    """Return the public dates of a selection as JSON, page by page."""
    after = _cursor(request)

    def build(selection: Selection, version: CalendarVersion) -> bytes:
        document = json_document(selection, version, after=after)
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    response = public_response(
        request, kind=f"json {after or ''}", content_type="application/json", build=build, day_matters=True
    )
    response["Link"] = f'<{conf.absolute_url(reverse("tafelrunde_events:embedding"))}>; rel="service-doc"'
    return response


@readable_everywhere
@require_safe
def dates_rss(request: HttpRequest) -> HttpResponseBase:
    """Return the next public dates of a selection as RSS."""
    return public_response(
        request,
        kind="rss",
        content_type=_Rss.content_type,
        build=rss_document,
        filename="termine.rss",
        day_matters=True,
    )


def json_document(
    selection: Selection, version: CalendarVersion, *, after: Cursor | None = None, size: int = PAGE_SIZE
) -> dict[str, Any]:
    """Return a page of the dates with what programs need to know of the list: its name, address and next page."""
    rows, following = read_page(selection, after=after, size=size)
    return {
        "version": JSON_VERSION,
        "calendar": {
            "name": feed_name(selection, version),
            "language": get_language(),
            "url": address_of("calendar", selection),
            "ics": address_of("feed", selection),
            "rss": address_of("rss", selection),
        },
        "self": _address_of_page(selection, after),
        "next": _address_of_page(selection, following) if following else None,
        "updated": timezone.localtime(_changed(version)).isoformat(timespec="seconds"),
        "dates": [describe_date(row) for row in rows],
    }


def rss_document(selection: Selection, version: CalendarVersion) -> bytes:
    """Return the next dates of the selection as RSS 2.0; an item is a date and keeps its guid for ever."""
    feed = _Rss(
        title=_xml_text(feed_name(selection, version)),
        link=address_of("calendar", selection),
        description=_xml_text(feed_name(selection, version)),
        language=get_language(),
        feed_url=address_of("rss", selection),
        ttl=_REFRESH_MINUTES,
        changed_at=_changed(version),
    )
    for row in read_page(selection)[0]:
        link = permanent_url(row.event)
        feed.add_item(
            title=_xml_text(title_of(row)),
            link=link,
            description=_xml_text(_summary(row)),
            unique_id=f"{link}#{row.pk}",
            unique_id_is_permalink=False,
            pubdate=row.event.first_public_at or row.event.created_at,
            updateddate=changed_at(row),
            categories=[_xml_text(category) for category in categories_of(row.event)],
        )
    stream = io.StringIO()
    feed.write(stream, "utf-8")
    return stream.getvalue().encode()


def _address_of_page(selection: Selection, after: Cursor | None) -> str:
    return address_of("json", selection, **({CURSOR: after} if after else {}))


class _Rss(Rss201rev2Feed):
    """RSS that says when an item last changed, and whose own last change is a stored one."""

    def latest_post_date(self) -> dt.datetime:
        """Return when the calendar changed; Django's answer for an empty feed is the present moment."""
        moment: dt.datetime = self.feed["changed_at"]
        return moment

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the moment of the last change, for which RSS itself has no word."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


def _cursor(request: HttpRequest) -> Cursor | None:
    text = request.GET.get(CURSOR, "")
    try:
        return Cursor.parse(text) if text else None
    except ValueError as error:
        # The first page once more would send programs round in circles.
        raise Http404 from error


def _changed(version: CalendarVersion) -> dt.datetime:
    return version.changed_at or midnight(timezone.localdate())


def _summary(row: Occurrence) -> SafeString:
    """Return what a reader shows of a date: HTML, as RSS readers take every description for it."""
    paragraphs = [when_text(row), place_text(row), reason_of(row), row.event.summary.strip()]
    return format_html_join("", "<p>{}</p>", ((text,) for text in paragraphs if text))


def _xml_text(text: str) -> str:
    return _NO_XML.sub("", text)
