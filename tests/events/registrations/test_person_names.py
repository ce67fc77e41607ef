"""Names that are typed into forms carry no links to other people."""

import pytest
from django.core.exceptions import ValidationError

from tafelrunde_events.forms.person_names import PersonNameField
from tafelrunde_events.models import Registration
from tests.events.registrations.forms import fill_in
from tests.factories.registrations import make_training


@pytest.mark.parametrize(
    "name",
    [
        "Müller-Lüdenscheidt",
        "O'Neill",
        "Dr. med. Ada",
        "Prof.Dr. Ada",
        "Dr.med. Ada",
        "J.R.",
        "St. John",
        "Nguyễn",
        "Ng",
    ],
)
def test_names_are_taken_as_people_have_them(name):
    assert PersonNameField(label="Name", autocomplete="off").clean(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Los: http://evil.example",
        "www.evil.example",
        "Jetzt auf evil.example",
        "a@evil.example",
        "evil.com/x",
        "<b>",
    ],
)
def test_links_are_no_names(name):
    with pytest.raises(ValidationError) as error:
        PersonNameField(label="Name", autocomplete="off").clean(name)
    assert error.value.code == "link"


@pytest.mark.django_db
def test_nobody_sends_a_link_to_others_by_registering_them(client):
    event = make_training(group_size=2)
    victim = {"person2_first_name": "Ada", "person2_last_name": "Opfer", "person2_email": "opfer@example.org"}
    for typed in ({"last_name": "evil.example"}, {"person2_last_name": "evil.example"}):
        page = fill_in(client, event, **(victim | typed))
        assert "ohne Adresse" in page.content.decode()
    assert not Registration.objects.exists()
