"""Makes the directory of the demo: regions, sectors, institutions, responsibilities and offers."""

import datetime as dt
from typing import Any

from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Offer, Organisation, Region, Responsibility, Sector
from tafelrunde_site.demo.network import OFFERS, PERMANENT_MEMBERS, REGIONS, SECTORS, OrganisationFact

#: Since when responsibilities and offers hold in the demo.
SINCE = dt.date(2020, 1, 24)


def make_directory() -> None:
    """Make what is missing; rows that are there stay as they are."""
    for region in REGIONS:
        parent = Region.objects.get(key=region.parent) if region.parent else None
        values = {"name": region.name, "slug": region.slug, "kind": region.kind, "parent": parent}
        Region.objects.get_or_create(key=region.key, defaults=values)
    for position, (slug, name) in enumerate(SECTORS):
        Sector.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})
    for position, fact in enumerate(PERMANENT_MEMBERS):
        make_organisation(fact, position=position)
    for position, offer in enumerate(OFFERS):
        facts: dict[str, Any] = {
            "title": offer.title,
            "summary": offer.summary,
            "audience": offer.audience,
            "position": position,
        }
        row, created = Offer.objects.get_or_create(slug=offer.slug, defaults={**facts, "valid_from": SINCE})
        if created:
            row.organisations.set(Organisation.objects.filter(slug__in=offer.organisations))


def make_organisation(fact: OrganisationFact, *, position: int, parent: Organisation | None = None) -> None:
    """Make an institution with its units and the districts it is responsible for."""
    organisation, created = Organisation.objects.get_or_create(
        slug=fact.slug,
        defaults={
            "name": fact.name,
            "short_name": fact.short_name,
            "parent": parent,
            "provider": fact.provider,
            "sector": Sector.objects.get(slug=fact.sector),
            "description": fact.description,
            "role_email": f"{fact.slug}@example.org",
            # Numbers for films and examples: nobody answers (Bundesnetzagentur, Rufnummern für Medienproduktionen).
            "phone": f"030 23125 {100 + position:03d}",
            "postal_code": fact.postal_code,
            "city": fact.city,
            "region": Region.objects.filter(key=fact.region).first(),
            "visibility": Visibility.PUBLIC if fact.public else Visibility.NETWORK,
            "position": position,
        },
    )
    if created:
        for key in fact.districts:
            region = Region.objects.get(key=key)
            Responsibility.objects.create(organisation=organisation, region=region, valid_from=SINCE)
    for number, unit in enumerate(fact.units):
        make_organisation(unit, position=position * 10 + number, parent=organisation)
