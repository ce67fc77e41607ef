import pytest

from tafelrunde_members.models import Organisation
from tafelrunde_members.models.web_addresses import WebAddressField


@pytest.mark.filterwarnings("error")
def test_an_address_without_a_scheme_means_https():
    assert Organisation._meta.get_field("website").formfield().clean("example.org/ueber") == "https://example.org/ueber"


def test_a_migration_knows_a_plain_field():
    path, options = WebAddressField("link", max_length=500).deconstruct()[1::2]
    assert path == "django.db.models.URLField"
    assert options["max_length"] == 500
