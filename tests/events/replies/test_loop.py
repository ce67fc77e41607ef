"""The whole way: an invitation goes out by SMTP, a calendar answers what it read there, the answer counts."""

import re

import pytest
from icalendar import Calendar

from tafelrunde_events.domain.invitations import Invitee, send_invitations
from tafelrunde_events.enums import Answer
from tafelrunde_members.domain.mail import work_outbox
from tests.events.replies.mails import deliver, plain
from tests.factories.members import OrganisationFactory, PersonFactory


@pytest.mark.parametrize("answered", [Answer.ACCEPTED, Answer.DECLINED])
def test_what_a_calendar_reads_in_the_invitation_is_enough_to_answer(event, smtp_delivery, answered):
    people = [PersonFactory(email=f"person{number}@example.org") for number in range(3)]
    send_invitations(event, [Invitee(person, OrganisationFactory()) for person in people], by=None)
    work_outbox()
    mail = next(one.message for one in smtp_delivery.received if "person1@example.org" in one.message["To"])
    part = next(one for one in mail.walk() if one.get_content_type() == "text/calendar")
    (request,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    invitation = event.invitations.get(person=people[1])

    deliver(
        plain(
            invitation,
            recipient=re.sub("(?i)^mailto:", "", request["ORGANIZER"]),
            attendee=request["ATTENDEE"],
            uid=request["UID"],
            sequence=request["SEQUENCE"],
            partstat=answered,
        )
    )

    answers = event.invitations.order_by("pk").values_list("person", "answer")
    assert dict(answers) == {people[0].pk: "NEEDS-ACTION", people[1].pk: answered, people[2].pk: "NEEDS-ACTION"}
