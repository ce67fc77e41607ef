"""The page of building blocks shows what the pages show, by the same code."""

import pytest
from bs4 import BeautifulSoup

from tafelrunde_site.views.styleguide import MISSING, REPRESENTED

pytestmark = pytest.mark.urls("tests.site.pages.urls")


def test_the_table_names_its_sectors_in_words(client, home):
    page = BeautifulSoup(client.get("/demo/bausteine/").content, "html.parser")

    listed = [entry.get_text() for entry in page.select(".seat-list li")]

    assert listed == [*REPRESENTED, *(f"{name} (fehlt)" for name in MISSING)]
