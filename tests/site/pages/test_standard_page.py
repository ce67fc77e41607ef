"""Standard pages: blocks, breadcrumb, the pages below."""

import json

from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tafelrunde_site.models import StandardPage
from tafelrunde_site.models.pages import BodyField
from tests.factories.site import make_page, text_block

BODY = [
    text_block("<h2>Worum es geht</h2><p>Wir reden.</p>"),
    {"type": "quote", "value": {"text": "Wer fehlt, fehlt.", "source": "Leitbild"}},
    {"type": "notice", "value": {"kind": "warning", "title": "Gefahr", "text": "<p>Wählen Sie 110.</p>"}},
    {"type": "question", "value": {"question": "Wer darf kommen?", "answer": "<p>Alle, die es gut meinen.</p>"}},
]


def soup(client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def test_body_shows_text_quotation_notice_and_question(client, home):
    make_page(home, "Leitbild", slug="leitbild", lead="Worauf wir uns geeinigt haben.", body=json.dumps(BODY))

    page = soup(client, "/leitbild/")

    assert page.select_one(".lead").get_text() == "Worauf wir uns geeinigt haben."
    assert page.select_one(".prose h2").get_text() == "Worum es geht"
    assert page.select_one("blockquote footer").get_text() == "Leitbild"
    assert "Wählen Sie 110." in page.select_one(".notice.warning").get_text()
    assert page.select_one("details summary").get_text() == "Wer darf kommen?"


def test_running_text_offers_no_embeds_of_third_parties():
    text = StandardPage.body.field.stream_block.child_blocks["text"]

    assert "embed" not in text.features
    assert "image" not in text.features


def test_breadcrumb_leads_up_to_the_home_page(client, home):
    section = make_page(home, "Runde Tische", slug="runde-tische")
    make_page(section, "Leitbild", slug="leitbild")

    links = soup(client, "/runde-tische/leitbild/").select(".breadcrumb a")

    assert [(link.get_text(), link["href"]) for link in links] == [
        ("Startseite", "/"),
        ("Runde Tische", "/runde-tische/"),
    ]


def test_breadcrumb_leaves_out_what_is_not_published(client, home):
    section = make_page(home, "Geheimer Entwurf", slug="entwurf", live=False)
    make_page(section, "Leitbild", slug="leitbild")

    links = soup(client, "/entwurf/leitbild/").select(".breadcrumb a")

    assert [link.get_text() for link in links] == ["Startseite"]


def test_pages_below_are_listed_as_far_as_they_are_public(client, home):
    section = make_page(home, "Runde Tische", slug="runde-tische")
    make_page(section, "Leitbild")
    make_page(section, "Entwurf", live=False)
    closed = make_page(section, "Intern")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    listed = soup(client, "/runde-tische/").select(".rows h3")

    assert [heading.get_text() for heading in listed] == ["Leitbild"]


def test_the_list_of_pages_below_can_be_switched_off(client, home):
    section = make_page(home, "Runde Tische", slug="runde-tische", lists_children=False)
    make_page(section, "Leitbild")

    assert not soup(client, "/runde-tische/").select(".rows")


def test_blocks_stay_out_of_migrations():
    field = StandardPage._meta.get_field("body")

    _name, path, arguments, options = field.deconstruct()

    assert path == "tafelrunde_site.models.pages.BodyField"
    assert not arguments
    assert set(options) == {"blank", "verbose_name"}
    assert BodyField(**options).stream_block.child_blocks.keys() == field.stream_block.child_blocks.keys()
