"""Who belongs to a saved audience, worked out anew each time and for the user who asks (laws 12 and 13)."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from tafelrunde_members.models import Affiliation, Audience, Consent, Organisation, Person, Responsibility
from tafelrunde_members.models.audiences import ConsentQuerySet
from tafelrunde_members.models.directory import OrganisationQuerySet
from tafelrunde_members.models.people import PersonQuerySet
from tafelrunde_members.permissions import AnyUser


def people_of(audience: Audience, *, user: AnyUser, day: dt.date | None = None) -> PersonQuerySet:
    """Return the people of an audience whom the user may see, each once.

    Criteria of one sort widen the circle, those of different sorts narrow it; organisations and people that are named
    belong to it in any case. Only organisations and functions count that are in force on the day (default: today).
    Nobody learns from the number that there are people whom they may not see.
    """
    chosen = Organisation.objects.visible_to(user).valid_on(day)
    organisations = chosen.filter(pk__in=audience.organisations.values("pk"))
    if (matching := _matching(audience, chosen, day)) is not None:
        organisations = organisations | matching
    functions = Affiliation.objects.valid_on(day).filter(
        person=OuterRef("pk"), organisation__in=organisations.values("pk")
    )
    named = Q(pk__in=audience.people.values("pk"))
    return Person.objects.visible_to(user).filter(named | Exists(functions))


def with_consent(people: PersonQuerySet) -> PersonQuerySet:
    """Return those of the people who agreed to mailings of the network and did not withdraw."""
    return people.filter(Exists(agreed_to_mailings()))


def agreed_to_mailings() -> ConsentQuerySet:
    """Return the consents in force of the person in the outer query, for `Exists`."""
    return Consent.objects.in_force().filter(person=OuterRef("pk"), purpose=Consent.Purpose.MAILINGS)


def _matching(
    audience: Audience, organisations: OrganisationQuerySet, day: dt.date | None
) -> OrganisationQuerySet | None:
    """Return the organisations that meet the criteria; None without any, for nothing asked for is not everybody."""
    sectors = set(audience.sectors.values_list("pk", flat=True))
    districts = set(audience.districts.values_list("pk", flat=True))
    tags = set(audience.tags.values_list("pk", flat=True))
    if not (sectors or districts or tags):
        return None
    if sectors:
        organisations = organisations.filter(sector__in=sectors)
    if districts:
        responsible = Responsibility.objects.valid_on(day).filter(region__in=districts)
        # As in the directory: those who sit there, and those who are responsible for it.
        organisations = organisations.filter(
            Q(region__in=districts) | Q(region__parent__in=districts) | Q(pk__in=responsible.values("organisation"))
        )
    if tags:
        tagged = Organisation.objects.filter(tags__in=tags)
        organisations = organisations.filter(pk__in=tagged.values("pk"))
    return organisations
