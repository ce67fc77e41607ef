"""Makes the demo network as a whole, and takes it away again."""

from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.models import Page, Site

from tafelrunde_events.models import CalendarSource, Event, Venue
from tafelrunde_members.models import Mailing, Offer, Organisation, OutboxMessage, Person, Region, Sector
from tafelrunde_roundtables.models import Meeting, RoundTable, Seat
from tafelrunde_site.demo.accounts import make_accounts
from tafelrunde_site.demo.directory import make_directory
from tafelrunde_site.demo.foreign_calendar import NAME as FOREIGN_CALENDAR
from tafelrunde_site.demo.foreign_calendar import make_foreign_calendar
from tafelrunde_site.demo.invitations import delete_words, make_invitations
from tafelrunde_site.demo.mailing_lists import delete_mailing_lists, make_mailing_lists
from tafelrunde_site.demo.network import OFFERS, REGIONS, SECTORS
from tafelrunde_site.demo.pages import EMPTY_SLUG, HOME_SLUG, make_pages
from tafelrunde_site.demo.participants import make_participants
from tafelrunde_site.demo.people import DOMAIN
from tafelrunde_site.demo.round_tables import make_round_tables
from tafelrunde_site.demo.scale import PREFIX, make_additional_events
from tafelrunde_site.demo.tables import TABLES
from tafelrunde_site.demo.training_pages import delete_training_extras
from tafelrunde_site.models import HomePage, SiteProfile, User


def make_demo(*, additional_events: int = 0) -> None:
    """Make what is missing of the demo network; making it twice changes nothing."""
    with transaction.atomic():
        make_directory()
        make_round_tables()
        make_pages()
        make_accounts()
        make_participants()
        make_invitations()
        make_mailing_lists()
        make_foreign_calendar()
    make_additional_events(additional_events)


def delete_demo() -> None:
    """Delete the demo network with everything that was entered into it.

    Raises ProtectedError, and deletes nothing, where rows that are not of the demo depend on it.
    """
    with transaction.atomic():
        tables = RoundTable.objects.filter(slug__in=[fact.slug for fact in TABLES])
        meetings = Meeting.objects.filter(table__in=tables)
        pages = HomePage.objects.filter(slug=HOME_SLUG)
        sources = CalendarSource.objects.filter(name=FOREIGN_CALENDAR)
        foreign = sources.filter(imported__isnull=False).values_list("imported__event", flat=True)
        events = [*meetings.values_list("event", flat=True), *_events_of(pages), *foreign]
        _delete_home(pages)
        delete_mailing_lists()
        delete_words(tables)
        _delete_in_order(
            OutboxMessage.objects.filter(address__endswith=f"@{DOMAIN}"),
            Mailing.objects.filter(messages__isnull=True),
            meetings,
            sources,
            Event.objects.filter(pk__in=events) | Event.objects.filter(title__startswith=PREFIX),
        )
        delete_training_extras()
        _delete_tables(tables)


def _events_of(homes: QuerySet[HomePage]) -> list[int]:
    """Return the events of all pages below the demo's home page."""
    pages = [pk for home in homes for pk in home.get_descendants().values_list("pk", flat=True)]
    return list(Event.objects.filter(page__in=pages).values_list("pk", flat=True))


def _delete_home(homes: QuerySet[HomePage]) -> None:
    """Delete the pages; the site gets an empty home page, without which Wagtail serves nothing."""
    for home in homes:
        root = home.get_parent()
        replacement = root.add_child(instance=HomePage(title="Startseite", slug=EMPTY_SLUG))
        SiteProfile.objects.filter(site__root_page=home).delete()
        Site.objects.filter(root_page=home).update(root_page=replacement)
        Page.objects.get(pk=home.pk).delete()


def _delete_tables(tables: QuerySet[RoundTable]) -> None:
    """Delete tables, seats and the directory, leaves first."""
    organisations = Organisation.objects.filter(role_email__iendswith="@example.org")
    # Those who get letters have no address to be found by, once their seats are gone.
    seats = Seat.objects.filter(table__in=tables)
    by_letter = list(seats.filter(delegate__email="").values_list("delegate", flat=True))
    _delete_in_order(
        tables.filter(parent__isnull=False),
        tables,
        Venue.objects.filter(name__in=[fact.venue.name for fact in TABLES], events__isnull=True),
        Person.objects.filter(email__iendswith=f"@{DOMAIN}") | Person.objects.filter(pk__in=by_letter),
        User.objects.filter(email__iendswith=f"@{DOMAIN}"),
        Offer.objects.filter(slug__in=[fact.slug for fact in OFFERS]),
        organisations.filter(parent__isnull=False),
        organisations,
        Sector.objects.filter(slug__in=[slug for slug, _name in SECTORS]),
        Region.objects.filter(key__in=[fact.key for fact in REGIONS], parent__isnull=False),
        Region.objects.filter(key__in=[fact.key for fact in REGIONS]),
    )


def _delete_in_order(*querysets: QuerySet[Model]) -> None:
    for rows in querysets:
        rows.delete()
