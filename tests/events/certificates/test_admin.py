"""The staff's list: who gets a certificate, who does not and why, and what can be done."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain.certificates import issue_certificates
from tafelrunde_events.models import Certificate, Registration
from tafelrunde_members.enums import Role
from tests.events.certificates.conftest import take_part
from tests.factories.members import PersonFactory, UserFactory
from tests.support.pdf import Pdf
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(course):
    def address(name="index", *args):
        return reverse(f"tafelrunde_certificates:{name}", args=[course.pk, *args])

    return address


@pytest.fixture
def gerda(course):
    """Somebody specially protected who attended everything."""
    person = PersonFactory(protected=True)
    return take_part(course, 0, 1, 2, first_name="Gerda", last_name="Geheimnis", person=person)


@pytest.fixture
def staff(client, editor, afterwards):
    client.force_login(editor)
    return client


def test_it_says_who_gets_one_and_who_does_not(staff, page):
    html = staff.get(page()).content.decode()

    assert "2 von 3" in html
    assert "bekommt keine: 2 Termine sind nötig" in html
    assert "1 Bescheinigung ausstellen" in html


def test_it_says_when_all_sessions_are_needed(staff, course, page):
    assert "bei mindestens 2 von 3 Terminen da war" in staff.get(page()).content.decode()

    course.places.certificate_sessions = None
    course.places.save()

    assert "bei allen 3 Terminen da war" in staff.get(page()).content.decode()


def test_only_the_button_issues(staff, page):
    staff.get(page("issue"))
    assert not Certificate.objects.exists()

    response = staff.post(page("issue"), follow=True)

    assert Certificate.objects.count() == 1
    assert "1 Bescheinigung ausgestellt." in response.content.decode()


def test_before_the_end_the_page_says_when(client, editor, course, ada, page):
    client.force_login(editor)

    assert "nach dem letzten Termin ausgestellt" in client.get(page()).content.decode()
    assert "Bescheinigung ausstellen" not in client.get(page()).content.decode()


def test_all_in_one_file_but_those_of_protected_people(course, gerda, staff, page):
    issue_certificates(course)

    pdf = Pdf(staff.get(page("all")).content)

    assert Certificate.objects.count() == 2
    assert len(pdf.pages) == 1
    assert "Ada" in pdf.text(0)


def test_protected_people_are_named_nowhere(course, gerda, staff, page):
    issue_certificates(course)
    certificate = gerda.certificate

    for address in (page(), page("revoke", certificate.pk), page("reissue", certificate.pk)):
        html = staff.get(address).content.decode()
        assert "Geheimnis" not in html
        assert "Besonders geschützte Person" in html
    response = staff.get(page("pdf", certificate.pk), follow=True)
    assert "text/html" in response["Content-Type"]


def test_revoking_asks_for_a_reason(course, staff, page):
    issue_certificates(course)
    certificate = Certificate.objects.get()

    assert staff.post(page("revoke", certificate.pk), {"reason": ""}).status_code == 200
    assert not Certificate.objects.get().is_revoked
    staff.post(page("revoke", certificate.pk), {"reason": "Verwechslung"})

    assert Certificate.objects.get().is_revoked
    assert "Verwechslung" in staff.get(page()).content.decode()


def test_a_name_is_put_right(course, ada, staff, page):
    issue_certificates(course)

    staff.post(page("reissue", ada.certificate.pk), {"first_name": "Ada", "last_name": "Sommer"})

    current = Certificate.objects.get(registration=ada)
    assert "Ada Sommer" in Pdf(staff.get(page("pdf", current.pk)).content).text(0).replace("Sommer-", "")


def test_the_list_says_when_a_name_was_changed_since(course, ada, staff, page):
    issue_certificates(course)
    Registration.objects.filter(pk=ada.pk).update(last_name="Herbst")

    assert "bitte neu ausstellen" in staff.get(page()).content.decode()


@pytest.mark.parametrize("name", ["index", "issue", "all"])
def test_others_find_nothing(client, page, afterwards, name):
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))

    assert client.get(page(name)).status_code == 404
    assert client.post(page(name)).status_code == 404


def test_a_certificate_of_another_training_is_not_there(course, staff, page):
    issue_certificates(course)
    certificate = Certificate.objects.get()
    other = reverse("tafelrunde_certificates:revoke", args=[course.pk + 1, certificate.pk])

    assert staff.get(other).status_code == 404


def test_the_queries_do_not_grow_with_the_participants(course, staff, page):
    issue_certificates(course)
    staff.get(page())
    one = count_queries(staff, page())
    before = min(row.start for row in course.occurrences.all())
    for number in range(10):
        take_part(course, 0, 1, 2, now=before.replace(year=before.year - 1), last_name=f"Weitere{number}")
    issue_certificates(course)

    assert count_queries(staff, page()) == one
