"""Writing words in the admin: each for their own letters, with a preview that changes nothing."""

import re

import pytest

from tafelrunde_events.domain.editing_texts import save_words
from tafelrunde_events.domain.text_owners import SITE
from tafelrunde_events.models import Letterhead, MailText
from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory
from tests.factories.roundtables import RoundTableFactory, make_coordinator
from tests.support.queries import count_queries

INVITATION = "/verwaltung/texte/website/invitation/de/"
HEAD = "/verwaltung/texte/website/briefkopf/de/"
WORDS = {"subject": "Einladung zu {title}", "opening": "{salutation},\n\nkommen Sie?", "closing": "Bis bald"}


@pytest.fixture
def network(db, client):
    client.force_login(UserFactory(roles=(Role.NETWORK_COORDINATOR,)))
    return client


@pytest.fixture
def table(db):
    return RoundTableFactory(name="Runder Tisch Anklam")


@pytest.fixture
def coordinator(table, client):
    client.force_login(make_coordinator(table))
    return client


def table_path(table, rest=""):
    return f"/verwaltung/texte/table:{table.pk}/{rest}"


def text_of(response):
    return response.content.decode()


def test_the_network_writes_for_the_site_and_not_for_municipal_tables(network, table):
    page = text_of(network.get("/verwaltung/texte/"))

    assert "Die ganze Website" in page
    assert table.name not in page
    assert network.get(table_path(table)).status_code == 404


def test_a_coordinator_writes_for_their_own_table_alone(coordinator, table):
    other = RoundTableFactory(name="Anderer Tisch")
    page = text_of(coordinator.get("/verwaltung/texte/"))

    assert table.name in page
    assert "Die ganze Website" not in page
    assert other.name not in page
    for path in ("/verwaltung/texte/website/", INVITATION, HEAD, table_path(other), "/verwaltung/texte/table:0/"):
        assert coordinator.get(path).status_code == 404
        assert coordinator.post(path, WORDS).status_code in (404, 405)
    for rest in ("invitation/de/", "invitation/de/vorschau/", "invitation/de/zuruecksetzen/"):
        assert coordinator.post(table_path(other, rest), WORDS).status_code == 404
    assert not MailText.objects.exists()


def test_training_editors_write_no_texts(client, db):
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))

    assert client.get("/verwaltung/texte/").status_code == 404


@pytest.mark.parametrize("rest", ["unbekannt/de/", "invitation/xx/", "briefkopf/xx/"])
def test_unknown_kinds_and_languages_do_not_exist(coordinator, table, rest):
    assert coordinator.get(table_path(table, rest)).status_code == 404


def test_the_list_shows_what_is_in_force_and_whose_it_is(coordinator, table):
    save_words(SITE, "invitation", language="de", texts={"subject": "Von der Website"}, by=None)
    save_words(f"table:{table.pk}", "reminder", language="de", texts={"subject": "Vom Tisch"}, by=None)

    page = text_of(coordinator.get(table_path(table)))

    assert "Von der Website" in page
    assert "Text der Website, mitgelieferter Text" in page
    assert "Vom Tisch" in page
    assert "eigener Text, mitgelieferter Text" in page
    assert "Cancelled: {title} on {day}" in page


def test_words_are_edited_from_what_is_in_force(network):
    page = text_of(network.get(INVITATION))

    assert "wir laden {you} herzlich ein:" in page
    assert page.count("Jetzt in Kraft: mitgelieferter Text.") == 3

    response = network.post(INVITATION, WORDS)

    assert response["Location"] == "/verwaltung/texte/website/"
    row = MailText.objects.get()
    assert (row.owner, row.kind, row.language, row.closing) == ("", "invitation", "de", "Bis bald")


def test_placeholders_stand_beside_the_fields_with_their_meaning(network):
    page = text_of(network.get(INVITATION))

    assert "<code>{title}</code>" in page
    assert "der Titel der Veranstaltung" in page
    assert "<code>{answer_url}</code>" in page
    assert "<code>{answer_url}</code>" not in text_of(network.get(HEAD))


def test_mistakes_are_shown_at_their_fields(network):
    response = network.post(INVITATION, WORDS | {"subject": "{answer_url}", "opening": "{salutatoin}"})
    page = text_of(response)

    assert "{answer_url} kann hier nicht stehen" in page
    assert "Den Platzhalter {salutatoin} gibt es nicht. Möglich sind: {salutation}" in page
    assert not MailText.objects.exists()


def test_the_letterhead_is_written_once_for_all_letters(coordinator, table):
    head = {"signature": "Koordination\n{contact}", "exclusion": "", "exclusion_clause": "", "return_address": "Amt"}

    coordinator.post(table_path(table, "briefkopf/de/"), head)

    row = Letterhead.objects.get()
    assert (row.owner, row.signature, row.exclusion, row.return_address) == (
        f"table:{table.pk}",
        "Koordination\n{contact}",
        "",
        "Amt",
    )


def test_the_site_has_nothing_above_it_to_follow(network):
    page = text_of(network.get(HEAD))

    assert "wie für die ganze Website" not in page
    assert re.search(r'value="public"\s+selected', page)


def test_the_preview_shows_unsaved_words_in_a_frame_of_its_own(network):
    response = network.post(f"{INVITATION}vorschau/", WORDS | {"opening": "<b>{salutation}</b>\n\nNeu", "as": "html"})
    page = text_of(response)

    assert "&lt;b&gt;Sehr geehrte Frau Sommer&lt;/b&gt;" in page
    assert "Herbstsitzung des Runden Tisches" in page
    assert "Bis bald" in page
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]
    assert not MailText.objects.exists()


def test_the_preview_as_text_says_the_same(network):
    response = network.post(f"{INVITATION}vorschau/", WORDS | {"as": "text"})

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = text_of(response)
    assert text.startswith("Einladung zu Herbstsitzung des Runden Tisches\n\nSehr geehrte Frau Sommer,\n\nkommen Sie?")
    assert "[[" not in text


def test_mistakes_are_told_in_the_preview(network):
    page = text_of(network.post(f"{INVITATION}vorschau/", WORDS | {"closing": "{x}"}))

    assert "Den Platzhalter {x} gibt es nicht." in page


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "kind", ["invitation", "update", "cancellation", "withdrawal", "reminder", "papers", "message", "briefkopf"]
)
def test_every_kind_has_a_preview_in_its_language(network, kind, language):
    page = text_of(network.get(f"/verwaltung/texte/website/{kind}/{language}/vorschau/"))

    assert f'lang="{language}"' in page
    assert ("Mit freundlichen Grüßen" in page) is (language == "de")
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "[[" not in page


def test_own_words_are_taken_back_after_asking(coordinator, table):
    path = table_path(table, "invitation/de/")
    coordinator.post(path, WORDS)
    assert f"{path}zuruecksetzen/" in text_of(coordinator.get(path))

    question = text_of(coordinator.get(f"{path}zuruecksetzen/"))
    assert "Danach gelten die Texte der ganzen Website" in question
    assert "wir laden {you} herzlich ein:" in question
    assert MailText.objects.exists()

    assert coordinator.post(f"{path}zuruecksetzen/")["Location"] == table_path(table)
    assert not MailText.objects.exists()
    assert "zuruecksetzen" not in text_of(coordinator.get(path))


def test_more_words_cost_no_more_queries(coordinator, table):
    count_queries(coordinator, table_path(table))
    before = count_queries(coordinator, table_path(table))
    for kind in ("invitation", "reminder", "update"):
        for language in ("de", "en"):
            for owner in (SITE, f"table:{table.pk}"):
                save_words(owner, kind, language=language, texts={"subject": f"Neu {owner}"}, by=None)

    assert count_queries(coordinator, table_path(table)) == before
