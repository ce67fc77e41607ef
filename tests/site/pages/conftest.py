"""A site with a home page and a profile."""

import pytest
from wagtail.models import Site

from tafelrunde_site.models import HomePage, SiteProfile
from tests.factories.site import make_home


@pytest.fixture
def home(db) -> HomePage:
    """The home page of the default site."""
    return make_home(lead="Für ein demokratisches Miteinander.")


@pytest.fixture
def profile(home) -> SiteProfile:
    """What the site says about itself."""
    return SiteProfile.objects.create(
        site=Site.objects.get(), name="Netzwerk für Demokratie", footer_sentence="Beratung ist vertraulich."
    )
