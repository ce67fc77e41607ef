"""Ways from the directory into the calendar: the dates of an organisation and of a district, to read and to keep."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tafelrunde_members.models import Organisation, Region
from tafelrunde_members.public_links import PublicLink


def calendar_of_organisation(organisation: Organisation) -> list[PublicLink]:
    """Return the ways to the dates of an organisation; the calendar knows only those of the public directory."""
    if not organisation.is_released:
        return []
    query = urlencode({"einrichtung": organisation.slug})
    return [
        PublicLink(_("Dates of this organisation"), f"{reverse('tafelrunde_events:calendar')}?{query}"),
        PublicLink(
            _("Subscribe to the dates of this organisation"), f"{reverse('tafelrunde_events:subscribe')}?{query}"
        ),
    ]


def calendar_of_district(region: Region) -> list[PublicLink]:
    """Return the ways to the dates in a district."""
    return [
        PublicLink(_("Dates around here"), _address("calendar", bezirk=region.key)),
        PublicLink(_("Subscribe to the dates around here"), _address("subscribe", bezirk=region.key)),
    ]


def _address(view: str, **filters: str) -> str:
    return f"{reverse(f'tafelrunde_events:{view}')}?{urlencode(filters)}"
