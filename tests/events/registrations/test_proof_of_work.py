"""The calculation against robots: off by default; where it is on, each form needs a proof of its own."""

import base64
import datetime as dt
import html
import json
import re

import pytest
import time_machine
from altcha import Challenge, Payload, create_challenge, solve_challenge
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain import proof_of_work
from tafelrunde_events.domain.proof_of_work import new_challenge, spend_proof
from tafelrunde_events.forms.robots import SLOWEST
from tafelrunde_events.models import Registration
from tests.events.registrations.forms import fill_in, form_path, text_of
from tests.factories.registrations import make_training

pytestmark = pytest.mark.django_db

HOUR = 60 * 60


@pytest.fixture(autouse=True)
def _no_earlier_visitors():
    cache.clear()


@pytest.fixture
def event():
    return make_training(capacity=5)


@pytest.fixture
def _asked(settings, monkeypatch):
    settings.TAFELRUNDE_ALTCHA = True
    monkeypatch.setattr(proof_of_work, "ROUNDS", 1)


def solve(challenge):
    """Calculate what browsers do, and write it as they do."""
    parsed = Challenge.from_dict(json.loads(challenge))
    solution = solve_challenge(parsed)
    assert solution is not None
    return Payload(parsed, solution).to_base64()


def rewrite(proof, **parameters):
    """The same proof about other parameters."""
    content = json.loads(base64.b64decode(proof))
    content["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(content).encode()).decode()


def challenge_of(response):
    return html.unescape(re.search(r'data-challenge="([^"]+)"', response.content.decode())[1])


def send(client, event, **values):
    """Show the form and send it with a proof of what it asks."""
    return fill_in(client, event, **{"proof": solve(challenge_of(client.get(form_path(event))))} | values)


def test_a_real_proof_counts_once_however_it_is_written():
    proof = solve(new_challenge(lifetime=HOUR))
    written_anew = base64.b64encode(base64.b64decode(proof) + b" ").decode()

    assert [spend_proof(proof), spend_proof(proof), spend_proof(written_anew)] == [True, False, False]
    assert spend_proof(solve(new_challenge(lifetime=HOUR)))


def test_a_spent_proof_is_spent_until_its_last_second(monkeypatch):
    monkeypatch.setattr(proof_of_work, "ROUNDS", 1)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        proof = solve(new_challenge(lifetime=HOUR))
        assert spend_proof(proof)
    with time_machine.travel(now + dt.timedelta(seconds=HOUR - 1), tick=False):
        assert not spend_proof(proof)


def test_an_old_proof_does_not_count():
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        proof = solve(new_challenge(lifetime=HOUR))
    with time_machine.travel(now + dt.timedelta(seconds=HOUR + 1), tick=False):
        assert not spend_proof(proof)
        assert not spend_proof(rewrite(proof, expiresAt=2_000_000_000_000))


def test_easier_or_invented_challenges_do_not_count():
    easy = create_challenge("PBKDF2/SHA-256", 1, hmac_secret="invented").to_dict()
    unsigned = create_challenge("PBKDF2/SHA-256", 1).to_dict()
    ours = json.loads(new_challenge(lifetime=HOUR))
    ours["parameters"] |= {"cost": 1, "keyPrefix": ""}

    assert not any(spend_proof(solve(json.dumps(one))) for one in (easy, unsigned, ours))


def test_a_wrong_number_does_not_count():
    content = json.loads(base64.b64decode(solve(new_challenge(lifetime=HOUR))))
    content["solution"]["counter"] += 1

    assert not spend_proof(base64.b64encode(json.dumps(content).encode()).decode())


@pytest.mark.parametrize(
    "content", ["", "ä", "e30=", "bnVsbA==", "W10=", "x" * 100_000, base64.b64encode(b'{"a":' * 250).decode()]
)
def test_nonsense_does_not_count(content):
    assert not spend_proof(content)


def test_proofs_survive_a_new_secret_key(settings):
    proof = solve(new_challenge(lifetime=HOUR))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-tests-only-which-guards-nothing"

    assert spend_proof(proof)


def test_challenges_are_not_signed_by_the_secret_key_itself(settings):
    forged = create_challenge("PBKDF2/SHA-256", 1, hmac_secret=settings.SECRET_KEY)

    assert not spend_proof(solve(json.dumps(forged.to_dict())))


def test_nothing_is_calculated_unless_the_site_wants_it(client, event):
    page = client.get(form_path(event)).content.decode()

    assert "data-challenge" not in page
    assert "proof_of_work.js" not in page
    assert fill_in(client, event).url == reverse("tafelrunde_events:register_sent", args=[event.pk])


@pytest.mark.usefixtures("_asked")
def test_somebody_registers_with_a_proof(client, event):
    assert send(client, event).url == reverse("tafelrunde_events:register_sent", args=[event.pk])
    assert Registration.objects.get().email == "ada@example.org"


@pytest.mark.usefixtures("_asked")
@pytest.mark.parametrize("proof", ["", "erfunden"])
def test_without_proof_nothing_is_lost_and_a_new_challenge_comes(client, event, proof):
    response = send(client, event, proof=proof)

    assert response.status_code == 200
    assert "Bitte schicken Sie das Formular noch einmal ab." in text_of(response)
    assert b'value="ada@example.org"' in response.content
    assert not Registration.objects.exists()
    again = fill_in(client, event, proof=solve(challenge_of(response)))
    assert again.status_code == 302


@pytest.mark.usefixtures("_asked")
def test_the_same_proof_registers_one_person_alone(client, event):
    proof = solve(challenge_of(client.get(form_path(event))))

    first, second = (fill_in(client, event, proof=proof, email=f"{name}@example.org") for name in ("ada", "ben"))

    assert (first.status_code, second.status_code) == (302, 200)
    assert Registration.objects.get().email == "ada@example.org"
    assert proof.encode() not in second.content


@pytest.mark.usefixtures("_asked")
def test_other_mistakes_are_shown_beside_the_missing_proof(client, event):
    response = send(client, event, proof="", first_name="")

    assert set(response.context["form"].errors) == {"first_name", "__all__"}


@pytest.mark.usefixtures("_asked")
def test_room_for_more_people_needs_no_proof(client):
    response = send(client, make_training(group_size=20), proof="", more="1")

    assert not response.context["form"].errors
    assert "data-challenge" in response.content.decode()


@pytest.mark.usefixtures("_asked")
def test_people_without_javascript_learn_where_to_write(client, settings):
    settings.DEFAULT_FROM_EMAIL = "Netzwerk <netz@example.org>"
    own = client.get(form_path(make_training(event_facts={"contact_email": "tisch@example.org"})))
    other = client.get(form_path(make_training(event_facts={"contact_email": ""})))

    assert "melden Sie sich bitte per E-Mail an: tisch@example.org" in text_of(own)
    assert "melden Sie sich bitte per E-Mail an: netz@example.org" in text_of(other)


@pytest.mark.usefixtures("_asked")
def test_a_challenge_lives_as_long_as_its_form(client, event):
    parameters = json.loads(challenge_of(client.get(form_path(event))))["parameters"]

    assert abs(parameters["expiresAt"] - timezone.now().timestamp() - SLOWEST) < 60
