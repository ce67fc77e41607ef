"""Who is responsible where."""

from django.db.models import Prefetch, QuerySet

from tafelrunde_members.models import Offer, Organisation, Region, Responsibility


def responsible_organisations(region: Region) -> QuerySet[Organisation]:
    """Return the released organisations responsible today for the district that the region is or lies in."""
    current = Responsibility.objects.valid_on().filter(region=region.district)
    offers = Prefetch("offers", queryset=Offer.objects.valid_on(), to_attr="current_offers")
    return Organisation.objects.released().filter(responsibilities__in=current).distinct().prefetch_related(offers)


def districts_without_one_responsible() -> list[tuple[Region, int]]:
    """Return the districts for which not exactly one organisation is responsible today, with their number."""
    counts: dict[int, int] = {}
    for region_id in Responsibility.objects.valid_on().values_list("region", flat=True):
        counts[region_id] = counts.get(region_id, 0) + 1
    return [
        (region, counts.get(region.pk, 0)) for region in Region.objects.districts() if counts.get(region.pk, 0) != 1
    ]
