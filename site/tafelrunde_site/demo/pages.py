"""Makes the pages of the demo: home, sections, trainings, the pages that law requires, and the site's profile."""

from typing import Any

from wagtail.models import Page, Site

from tafelrunde_events.models import TrainingIndexPage
from tafelrunde_roundtables.models import RoundTable, RoundTableIndexPage, RoundTablePage
from tafelrunde_site.demo.tables import TABLES
from tafelrunde_site.demo.texts import STANDARD_PAGES
from tafelrunde_site.demo.training_pages import make_trainings
from tafelrunde_site.models import HomePage, SiteProfile, StandardPage

HOME_SLUG = "netzwerk"
#: The home page that remains when the demo is deleted.
EMPTY_SLUG = "startseite"
TRAININGS_SLUG = "fortbildungen"
TABLES_SLUG = "runde-tische"


def make_pages() -> None:
    """Make the pages that are missing; pages that editors changed stay as they are."""
    home = make_home()
    trainings = child(
        home,
        TrainingIndexPage,
        slug=TRAININGS_SLUG,
        title="Fortbildungen",
        intro="Für Verwaltungen, Mandatstragende, Zivilgesellschaft und alle, die andere stärken.",
    )
    make_trainings(trainings)
    tables = child(
        home,
        RoundTableIndexPage,
        slug=TABLES_SLUG,
        title="Runde Tische",
        intro="Hier treffen sich Menschen aus allen Bereichen der Gesellschaft, regelmäßig und auf Augenhöhe.",
    )
    for fact in TABLES:
        table = RoundTable.objects.get(slug=fact.slug)
        child(tables, RoundTablePage, slug=fact.slug, title=fact.name, table=table, lead=fact.lead, show_in_menus=False)
    legal = {
        fact.slug: child(
            home, StandardPage, slug=fact.slug, title=fact.title, lead=fact.lead, body=fact.body, show_in_menus=False
        )
        for fact in STANDARD_PAGES
    }
    make_profile(home, legal)


def make_home() -> HomePage:
    """Make the home page the root of the default site; Wagtail's own first page goes when nobody has used it."""
    home = HomePage.objects.filter(slug=HOME_SLUG).first()
    if home:
        return home
    root = Page.get_first_root_node()
    home = HomePage(
        title="Netzwerk für Demokratie",
        slug=HOME_SLUG,
        headline="Gemeinsam an einem Tisch.",
        lead="Runde Tische, Fortbildungen und Beratung für Kommunen, Vereine, Schulen und Betriebe, "
        "die für ein demokratisches Miteinander einstehen.",
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    first = site.root_page if site.root_page_id else None
    site.site_name, site.root_page = "Netzwerk für Demokratie", home
    site.save()
    if first and is_unused(first):
        first.delete()
    return home


def is_unused(page: Page) -> bool:
    """Tell whether a first page is Wagtail's own or the one that deleting the demo left, with nothing below it."""
    untouched = page.specific_class is Page or page.slug == EMPTY_SLUG
    return untouched and not page.get_children().exists()


def child(parent: Page, model: type[Page], *, slug: str, show_in_menus: bool = True, **values: Any) -> Any:
    """Find a child page by its address part, or make and publish it."""
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, show_in_menus=show_in_menus, **values)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def make_profile(home: HomePage, legal: dict[str, Page]) -> None:
    """Say who runs the site and where the required pages are."""
    SiteProfile.objects.get_or_create(
        site=home.get_site(),
        defaults={
            "name": "Netzwerk für Demokratie",
            "tagline": "Mecklenburg-Vorpommern",
            "footer_sentence": "Beratung ist kostenfrei, vertraulich und freiwillig.",
            "contact_address": "Netzwerk für Demokratie (Demo)\nJägerweg 2\n19053 Schwerin",
            "contact_phone": "030 23125 100",
            "contact_email": "netzwerk@example.org",
            "contact_page": legal["kontakt"],
            "imprint_page": legal["impressum"],
            "privacy_page": legal["datenschutz"],
            "accessibility_page": legal["barrierefreiheit"],
            "easy_language_page": legal["leichte-sprache"],
            "sign_language_page": legal["gebaerdensprache"],
        },
    )
