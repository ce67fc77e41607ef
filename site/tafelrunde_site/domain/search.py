"""Finding public pages by words and by the beginnings of words in their titles."""

import re
from dataclasses import dataclass

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from tafelrunde_members.models import Organisation

#: More results than anybody reads; whoever gets that many should ask more precisely.
MOST_RESULTS = 150
RESULTS_PER_PAGE = 15
#: Quotation marks and operators mean something to the index, and SQLite fails on those that are left open.
WORD = re.compile(r"\w+(?:-\w+)*")


#: Institutions named beside the pages; the directory has its own search for more.
MOST_INSTITUTIONS = 8


@dataclass(frozen=True)
class Result:
    """A page that was found, and the titles of the pages above it."""

    page: Page
    path: tuple[str, ...]


def public_pages(site: Site | None) -> PageQuerySet:
    """Return live pages of this site that anybody may read, in the order of the tree."""
    if site is None:
        return Page.objects.none()
    return Page.objects.live().public().descendant_of(site.root_page, inclusive=True).order_by("path")


def search_pages(site: Site | None, words: str, *, number: str | None = None) -> ResultPage:
    """Return one page of results: the best matches first, then titles with words that begin like the last one.

    `number` may be anything a visitor writes into the address; what is no page number counts as the nearest one.
    The number of queries does not depend on the number of results.
    """
    pages = public_pages(site)
    words = " ".join(WORD.findall(words))
    found: dict[int, Page] = {}
    if words:
        for page in [*pages.search(words)[:MOST_RESULTS], *pages.autocomplete(words, fields=["title"])[:MOST_RESULTS]]:
            found.setdefault(page.pk, page)
    results: ResultPage = Paginator(list(found.values()), RESULTS_PER_PAGE).get_page(number)
    results.object_list = _with_paths(list(results.object_list), site)
    return results


def search_institutions(words: str) -> list[Organisation]:
    """Return institutions of the public directory in whose name, short name or town all words occur."""
    asked = WORD.findall(words)
    if not asked:
        return []
    rows = Organisation.objects.released()
    for word in asked:
        rows = rows.matching(word)
    return list(rows.order_by("name")[:MOST_INSTITUTIONS])


def _with_paths(pages: list[Page], site: Site | None) -> list[Result]:
    """Add the titles between the home page and each page, read in one query for all of them."""
    lowest = site.root_page.depth + 1 if site else 1
    above = {page: [page.path[: depth * page.steplen] for depth in range(lowest, page.depth)] for page in pages}
    wanted = {path for paths in above.values() for path in paths}
    titles = dict(Page.objects.live().filter(path__in=wanted).values_list("path", "title"))
    return [Result(page, tuple(titles[path] for path in paths if path in titles)) for page, paths in above.items()]
