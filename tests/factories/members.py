"""Factories of the members plugin."""

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from tafelrunde_members.enums import RegionKind, Role, Visibility
from tafelrunde_members.models import Affiliation, Offer, Organisation, Person, Region, Responsibility, Sector


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"konto{n}@example.org")

    @factory.post_generation
    def roles(self, create, extracted: tuple[Role, ...] | None, **kwargs):
        for role in extracted or ():
            self.groups.add(Group.objects.get_or_create(name=role.value)[0])


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda n: f"{10000 + n:05d}")
    name = factory.Sequence(lambda n: f"Musterkreis {n}")
    slug = factory.Sequence(lambda n: f"musterkreis-{n}")
    kind = RegionKind.DISTRICT


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector

    name = factory.Sequence(lambda n: f"Bereich {n}")
    slug = factory.Sequence(lambda n: f"bereich-{n}")
    position = factory.Sequence(lambda n: n)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    class Params:
        released = factory.Trait(visibility=Visibility.PUBLIC)

    name = factory.Sequence(lambda n: f"Einrichtung {n}")
    slug = factory.Sequence(lambda n: f"einrichtung-{n}")


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = Offer

    title = factory.Sequence(lambda n: f"Beratung {n}")
    slug = factory.Sequence(lambda n: f"beratung-{n}")


class ResponsibilityFactory(DjangoModelFactory):
    class Meta:
        model = Responsibility

    organisation = factory.SubFactory(OrganisationFactory, released=True)
    region = factory.SubFactory(RegionFactory)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    first_name = "Alex"
    last_name = factory.Sequence(lambda n: f"Beispiel{n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
