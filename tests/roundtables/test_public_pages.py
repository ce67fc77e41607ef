"""What everybody sees of round tables, and above all what nobody sees (laws 11 and 12)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.models.reference_index import ReferenceIndex
from wagtail.search.backends import get_search_backend

from tafelrunde_members.enums import RegionKind, Role, Visibility
from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.domain.meetings import cancel_meeting
from tafelrunde_roundtables.enums import TableLevel, TableStatus
from tafelrunde_roundtables.models import RoundTable, RoundTableIndexPage, RoundTablePage
from tests.factories.members import OrganisationFactory, RegionFactory, SectorFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting
from tests.roundtables.conftest import OwnTable
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def index_page(db) -> RoundTableIndexPage:
    home = Page.objects.get(depth=2)
    return home.add_child(instance=RoundTableIndexPage(title="Runde Tische", slug="runde-tische"))


@pytest.fixture
def page(index_page, anklam) -> RoundTablePage:
    return add_page(index_page, anklam.table)


def add_page(index_page: RoundTableIndexPage, table: RoundTable, **fields) -> RoundTablePage:
    options = {"title": table.name, "slug": table.slug, "table": table} | fields
    return index_page.add_child(instance=RoundTablePage(**options))


def read(client, page: Page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def configure(own: OwnTable, **fields) -> None:
    RoundTable.objects.filter(pk=own.table.pk).update(**fields)


CONFIDENTIAL = ("DelegierteAnklam", "VertretungAnklam", "Sitzung Anklam", "Haus Anklam", "Punkt Anklam")


@pytest.mark.parametrize("everything_open", [False, True])
@pytest.mark.parametrize("visitor", ["anonymous", "member", "coordinator", "administrator"])
def test_page_reveals_nothing_confidential_to_anybody(client, anklam, page, everything_open, visitor):
    if everything_open:
        configure(anklam, members_public=True, show_sectors=True)
    if visitor == "member":
        anklam.seat.delegate.user = UserFactory()
        anklam.seat.delegate.save()
        client.force_login(anklam.seat.delegate.user)
    elif visitor == "coordinator":
        client.force_login(anklam.coordinator)
    elif visitor == "administrator":
        client.force_login(UserFactory(is_superuser=True, is_staff=True))
    text = read(client, page)
    for secret in (*CONFIDENTIAL, anklam.seat.delegate.email, anklam.seat.deputy.email, anklam.coordinator.email):
        assert secret not in text, secret


def test_institutions_appear_only_when_all_have_agreed(client, anklam, page):
    anklam.seat.organisation.visibility = Visibility.PUBLIC
    anklam.seat.organisation.save()
    assert "Einrichtung Anklam" not in read(client, page)
    configure(anklam, show_sectors=True)
    assert "Einrichtung Anklam" not in read(client, page)
    configure(anklam, members_public=True)
    assert "Einrichtung Anklam" in read(client, page)


def test_institution_that_is_not_released_is_named_nowhere(client, anklam, page):
    configure(anklam, members_public=True)
    assert "Einrichtung Anklam" not in read(client, page)


def test_sectors_appear_when_the_table_shows_them_and_never_with_names(client, anklam, page):
    SectorFactory(name="Medien")
    assert "Medien" not in read(client, page)
    configure(anklam, show_sectors=True)
    text = read(client, page)
    assert "<svg" in text
    assert 'class="is-empty">Medien' in text
    assert anklam.seat.sector.name in text


def test_table_without_seats_draws_no_picture(client, index_page):
    page = add_page(index_page, RoundTableFactory(show_sectors=True))
    assert '<svg class="table-figure"' not in read(client, page)


def test_only_public_meetings_appear_and_cancelled_ones_with_their_reason(client, anklam, page):
    for title, visibility in (("Netzwerktag", Visibility.NETWORK), ("Forum", Visibility.PUBLIC)):
        make_meeting(anklam.table, title=title, visibility=visibility)
    off = make_meeting(anklam.table, days=12, title="Sonderforum", visibility=Visibility.PUBLIC)
    cancel_meeting(off, reason="Saal nicht nutzbar", by=None)
    make_meeting(anklam.table, days=-9, title="Vergangenes Forum", visibility=Visibility.PUBLIC)
    text = read(client, page)
    assert "Forum" in text
    assert "Saal nicht nutzbar" in text
    assert "Netzwerktag" not in text
    assert "Vergangenes Forum" not in text


def test_agenda_appears_only_when_it_is_public_and_without_speakers(client, anklam, page):
    agenda = [AgendaEntry(title="Aktionswoche im Mai", speaker="Mara Erfunden", note="Polizei informiert")]
    make_meeting(anklam.table, title="Forum", visibility=Visibility.PUBLIC, agenda=agenda)
    assert "Aktionswoche" not in read(client, page)
    make_meeting(anklam.table, title="Forum", visibility=Visibility.PUBLIC, agenda=agenda, public_agenda=True)
    text = read(client, page)
    assert "Aktionswoche im Mai" in text
    assert "Mara Erfunden" not in text
    assert "Polizei informiert" not in text


def test_agenda_marked_public_stays_closed_with_a_closed_meeting(client, anklam, page):
    make_meeting(anklam.table, title="Intern", agenda=[AgendaEntry(title="Lagebild")], public_agenda=True)
    assert "Lagebild" not in read(client, page)


def test_resting_table_shows_no_date(client, anklam, page):
    make_meeting(anklam.table, title="Forum", visibility=Visibility.PUBLIC)
    configure(anklam, status=TableStatus.RESTING)
    text = read(client, page)
    assert "ruht zurzeit" in text
    assert "Forum" not in text


def test_convener_is_named_only_when_released(client, anklam, page):
    for released, named in ((False, False), (True, True)):
        organisation = OrganisationFactory(name="Hansestadt Anklam", released=released)
        configure(anklam, convener=organisation)
        assert ("Hansestadt Anklam" in read(client, page)) is named


def test_institutions_that_have_ended_are_named_without_a_link(client, anklam, page):
    convener = OrganisationFactory(name="Hansestadt Anklam", released=True)
    configure(anklam, convener=convener)
    meeting = make_meeting(RoundTable.objects.get(pk=anklam.table.pk), visibility=Visibility.PUBLIC)
    link = f'href="{convener.get_absolute_url()}"'
    pages = (page.url, meeting.event.get_absolute_url())
    assert [link in client.get(url, follow=True).content.decode() for url in pages] == [True, True]

    convener.valid_until = timezone.localdate() - dt.timedelta(days=1)
    convener.save()

    for url in pages:
        text = client.get(url, follow=True).content.decode()
        assert link not in text
        assert "Hansestadt Anklam" in text


def test_unlisted_table_has_no_page_for_anybody(client, anklam, page, index_page):
    configure(anklam, listed=False)
    assert client.get(page.url).status_code == 404
    assert "Runder Tisch Anklam" not in read(client, index_page)
    assert client.get(reverse("tafelrunde_roundtables:table", args=[anklam.table.slug])).status_code == 404
    page.refresh_from_db()
    assert page.get_sitemap_urls() == []


def test_lasting_address_leads_to_the_page(client, anklam, page):
    response = client.get(anklam.table.get_absolute_url())
    assert response.status_code == 302
    assert response.url.endswith("/runde-tische/tisch-anklam/")
    page.unpublish()
    assert client.get(anklam.table.get_absolute_url()).status_code == 404
    assert client.get("/tisch/gibt-es-nicht/").status_code == 404
    assert client.post(anklam.table.get_absolute_url()).status_code == 405


def test_pages_revisions_index_and_search_hold_nothing_confidential(anklam, page):
    page.save_revision().publish()
    stored = " ".join(str(revision.content) for revision in Revision.objects.all())
    for secret in (*CONFIDENTIAL, "Einrichtung Anklam"):
        assert secret not in stored
        assert not get_search_backend().search(secret.split(" ", 1)[0] + "Anklam", Page)
    assert {field.field_name for field in RoundTablePage.get_search_fields()} >= {"lead", "body", "title"}
    assert not ReferenceIndex.objects.filter(to_content_type__model__in=("seat", "meeting", "person")).exists()


def test_list_stands_by_level_and_district(client, index_page):
    state = RegionFactory(key="13", name="Mecklenburg-Vorpommern", slug="mv", kind=RegionKind.STATE)
    greifswald = RegionFactory(key="13075", name="Vorpommern-Greifswald", slug="vg", parent=state)
    anklam = RegionFactory(
        key="130750005005", name="Anklam", slug="anklam-stadt", kind=RegionKind.MUNICIPALITY, parent=greifswald
    )
    parchim = RegionFactory(key="13076", name="Ludwigslust-Parchim", slug="lup", parent=state)
    local = RoundTableFactory(name="Tisch Anklam")
    local.regions.add(anklam)
    regional = RoundTableFactory(name="Netzwerk Vorpommern", level=TableLevel.REGION)
    regional.regions.add(greifswald)
    RoundTableFactory(name="Bündnis Parchim").regions.add(parchim)
    RoundTableFactory(name="Beratungsnetzwerk", level=TableLevel.STATE).regions.add(state)
    RoundTableFactory(name="Heimatloser Tisch")
    make_meeting(local, title="Forum", visibility=Visibility.PUBLIC)
    groups = client.get(index_page.url).context["groups"]
    assert [(group.heading, [row.table.name for row in group.rows]) for group in groups] == [
        ("Landesweit", ["Beratungsnetzwerk"]),
        ("Ludwigslust-Parchim", ["Bündnis Parchim"]),
        ("Vorpommern-Greifswald", ["Netzwerk Vorpommern", "Tisch Anklam"]),
        ("Ohne Landkreis", ["Heimatloser Tisch"]),
    ]
    assert groups[2].rows[1].next_date is not None
    assert groups[2].rows[0].next_date is None


def test_closed_dates_and_cancelled_ones_are_no_next_date(anklam):
    off = make_meeting(anklam.table, days=5, visibility=Visibility.PUBLIC)
    cancel_meeting(off, reason="Erkrankung", by=None)
    assert RoundTable.objects.with_next_public_date().get(pk=anklam.table.pk).next_public_start is None


def test_list_needs_the_same_number_of_queries_for_many_tables(client, index_page):
    def add() -> None:
        table = RoundTableFactory()
        table.regions.add(RegionFactory(), RegionFactory())
        add_page(index_page, table)
        make_meeting(table, visibility=Visibility.PUBLIC)

    add()
    read(client, index_page)
    few = count_queries(client, index_page.get_url())
    for _ in range(20):
        add()
    assert count_queries(client, index_page.get_url()) == few


def test_page_needs_the_same_number_of_queries_for_many_seats_and_dates(client, anklam, page):
    configure(anklam, members_public=True)

    def add() -> None:
        SeatFactory(table=anklam.table)
        make_meeting(
            anklam.table,
            visibility=Visibility.PUBLIC,
            public_agenda=True,
            agenda=[AgendaEntry(title="Eins"), AgendaEntry(title="Zwei")],
        )

    add()
    read(client, page)
    few = count_queries(client, page.get_url())
    for _ in range(20):
        add()
    assert count_queries(client, page.get_url()) == few


def test_editor_chooses_among_known_tables_only(anklam):
    hidden = RoundTableFactory(name="Verborgener Tisch", listed=False)
    form_class = RoundTablePage.get_edit_handler().get_form_class()
    editor, coordinator = UserFactory(roles=(Role.TRAINING_EDITOR,)), make_coordinator(hidden)
    assert hidden not in form_class(for_user=editor).fields["table"].queryset
    assert anklam.table in form_class(for_user=editor).fields["table"].queryset
    assert hidden in form_class(for_user=coordinator).fields["table"].queryset


@pytest.mark.parametrize(("listed", "refused"), [(True, False), (False, True)])
def test_page_of_an_unlisted_table_is_not_published(index_page, listed, refused):
    table = RoundTableFactory(listed=listed)
    form_class = RoundTablePage.get_edit_handler().get_form_class()
    data = {"title": "Tisch", "slug": "tisch", "table": table.pk, "body": "null"}
    superuser = UserFactory(is_superuser=True, is_staff=True)
    page = RoundTablePage()
    draft = form_class(data, instance=page, parent_page=index_page, for_user=superuser)
    published = form_class(data | {"action-publish": "x"}, instance=page, parent_page=index_page, for_user=superuser)
    assert "table" not in draft.errors
    assert ("table" in published.errors) is refused
