"""Who gets a certificate, once, and what happens to it later."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from tafelrunde_events.domain.certificates import (
    NameMatch,
    certificate_overview,
    find_certificate,
    issue_certificates,
    issue_due,
    match_name,
    reissue,
    revoke,
)
from tafelrunde_events.domain.certificates.naming import fold_name
from tafelrunde_events.domain.certificates.standing import Outcome
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Certificate, Places, Registration
from tests.events.certificates.conftest import TITLE, note, take_part
from tests.factories.events import coming_day
from tests.factories.registrations import register

pytestmark = pytest.mark.django_db


def outcomes(event):
    return {one.registration.first_name: one.outcome for one in certificate_overview(event).standings}


def test_those_who_attended_enough_sessions_get_one(course, afterwards, ada, bela):
    report = issue_certificates(course)

    assert (report.issued, report.existing, report.lacking) == (1, 0, 1)
    certificate = Certificate.objects.get()
    assert certificate.registration == ada
    assert (certificate.attended, certificate.sessions, certificate.title) == (2, 3, TITLE)
    assert (certificate.hours, certificate.organisers) == ("6 Unterrichtsstunden", "Hansestadt Anklam")
    assert len(certificate.dates.splitlines()) == 2
    assert len(certificate.code) == 12
    assert outcomes(course) == {"Ada": Outcome.ISSUED, "Béla": Outcome.LACKING}


def test_issuing_again_changes_nothing(course, afterwards):
    issue_certificates(course)
    code = Certificate.objects.get().code

    assert issue_certificates(course).issued == 0
    assert Certificate.objects.get().code == code


def test_all_sessions_are_needed_where_nothing_else_is_said(course, afterwards):
    Places.objects.update(certificate_sessions=None)

    assert issue_certificates(course).issued == 0


def test_sessions_that_were_called_off_neither_count_nor_are_needed(course, afterwards):
    Places.objects.update(certificate_sessions=None)
    middle = course.occurrences.order_by("start")[1]
    course.occurrences.filter(pk=middle.pk).update(status=EventStatus.CANCELLED)

    issue_certificates(course)

    certificate = Certificate.objects.get()
    assert (certificate.registration.first_name, certificate.attended, certificate.sessions) == ("Ada", 2, 2)


def test_nobody_gets_one_before_the_end(course, ada):
    with pytest.raises(ValidationError) as caught:
        issue_certificates(course)
    assert caught.value.code == "not_over"


def test_nobody_gets_one_where_none_are_given(course, afterwards):
    Places.objects.update(gives_certificate=False)

    with pytest.raises(ValidationError) as caught:
        issue_certificates(course)
    assert caught.value.code == "not_given"


def test_those_without_a_place_are_not_even_listed(course, ada):
    waiting = register(course)
    Registration.objects.filter(pk=waiting.pk).update(state="waiting")

    assert waiting.pk not in [one.registration.pk for one in certificate_overview(course).standings]


def test_they_are_issued_by_themselves_on_the_morning_after(course, ada, bela):
    evening = timezone.make_aware(dt.datetime.combine(coming_day(44), dt.time(21)))
    with time_machine.travel(evening):
        assert issue_due() == 0
    with time_machine.travel(evening + dt.timedelta(hours=10)):
        assert issue_due() == 1
        assert issue_due() == 0


def test_by_themselves_only_when_attendance_was_noted_for_every_session(course, ada, bela, afterwards):
    bela.attendances.all().delete()
    assert issue_due() == 0

    note(bela, 1)
    assert issue_due() == 1


def test_who_is_noted_later_gets_one_later(course, afterwards, bela):
    issue_due()
    note(bela, 0)

    assert issue_due() == 1


def test_a_correction_of_attendance_is_shown_and_takes_nothing_away(course, afterwards, ada):
    issue_certificates(course)
    ada.attendances.first().delete()

    assert outcomes(course)["Ada"] == Outcome.UNFOUNDED
    assert not Certificate.objects.get().is_revoked


def test_a_revoked_one_is_not_issued_again_by_itself(course, afterwards, editor):
    issue_certificates(course)
    certificate = Certificate.objects.get()
    revoke(certificate, reason="Verwechslung", by=editor)
    first = certificate.revoked_at
    revoke(certificate, reason="noch einmal", by=editor)

    assert (certificate.revoked_at, certificate.revoke_reason) == (first, "Verwechslung")
    assert issue_due() == issue_certificates(course).issued == 0


def test_a_wrong_name_is_put_right_by_a_new_certificate(course, afterwards, ada, editor):
    issue_certificates(course)
    old = Certificate.objects.get()

    new = reissue(old, first_name="Ada", last_name="Sommer", by=editor)

    old.refresh_from_db()
    ada.refresh_from_db()
    assert old.is_revoked
    assert old.replaced_by == new
    assert old.registration is None
    assert new.registration == ada
    assert new.code != old.code
    assert ada.full_name == "Ada Sommer"
    assert match_name(new, "Ada Sommer") == NameMatch.YES
    assert find_certificate(old.code) == old
    assert ada.changes.filter(by=editor).exists()


def test_nothing_is_issued_anew_for_somebody_whose_name_was_deleted(course, afterwards, ada, editor):
    issue_certificates(course)
    ada.first_name = ada.last_name = ada.email = ""
    ada.anonymised_at = timezone.now()
    ada.save()

    with pytest.raises(ValidationError) as caught:
        reissue(Certificate.objects.get(), first_name="Eva", last_name="Fremd", by=editor)
    assert caught.value.code == "anonymous"


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("Ada Sommer-Özgür", NameMatch.YES),
        ("  ADA  sommer oezgür ", NameMatch.YES),
        ("Sommer-Özgür, Ada", NameMatch.YES),
        ("Ada Sommer", NameMatch.NO),
        ("", NameMatch.NO),
        ("---", NameMatch.NO),
    ],
)
def test_names_are_compared_as_people_write_them(course, afterwards, typed, match):
    issue_certificates(course)

    assert match_name(Certificate.objects.get(), typed) == match


def test_accents_do_not_matter():
    assert fold_name("Béla Groß") == fold_name("GROSS bela")


def test_after_a_change_of_the_secret_key_the_answer_is_not_no(course, afterwards, settings):
    issue_certificates(course)
    certificate, before = Certificate.objects.get(), settings.SECRET_KEY
    settings.SECRET_KEY = "another key of the same site"

    assert match_name(certificate, "Ada Sommer-Özgür") == NameMatch.UNKNOWN
    settings.SECRET_KEY_FALLBACKS = [before]
    assert match_name(certificate, "Ada Sommer-Özgür") == NameMatch.YES


def test_a_certificate_keeps_no_name(course, afterwards):
    issue_certificates(course)

    row = repr(Certificate.objects.values().get()).casefold()
    assert "ada" not in row.replace("tafel", "")
    assert "sommer" not in row


def test_the_queries_do_not_grow_with_the_participants(course, django_assert_num_queries):
    with django_assert_num_queries(4):
        certificate_overview(course)
    for _number in range(5):
        take_part(course, 0, 1)
    with django_assert_num_queries(4):
        assert len(certificate_overview(course).standings) == 5
