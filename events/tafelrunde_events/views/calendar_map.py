"""The districts as ways into the calendar, for the map and for the list beside it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tafelrunde_events.domain.calendar_address import CalendarAddress, narrowed
from tafelrunde_events.domain.district_dates import FACET, dates_by_district
from tafelrunde_events.domain.facets import choices_of, find_facet
from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_members.domain.district_map import DistrictLink


def district_links(address: CalendarAddress, version: CalendarVersion) -> list[DistrictLink]:
    """Return each district with the number of its public dates, leading to them in the same view."""
    chosen = dict(address.selection.chosen).get(FACET)
    numbers = dates_by_district(address.selection, version)
    return [
        DistrictLink(
            key=key,
            text=_("%(district)s: %(dates)s") % {"district": name, "dates": _in_words(numbers[key])},
            address=str(address.selecting(narrowed(address.selection, FACET, key))),
            highlighted=numbers[key] > 0,
            current=key == chosen,
        )
        for key, name in choices_of(find_facet(FACET), version).items()
    ]


def _in_words(number: int) -> str:
    if not number:
        return _("no public date")
    return ngettext("%(count)d public date", "%(count)d public dates", number) % {"count": number}
