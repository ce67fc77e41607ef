"""Makes people who register for the demo's trainings, were there, got certificates and said what they think of it."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice

from django.utils import timezone

from tafelrunde_events.domain.certificates import issue_certificates
from tafelrunde_events.domain.evaluations import answer_evaluation, evaluation_address, find_ticket, release_responses
from tafelrunde_events.domain.evaluations.questions import questions_asked
from tafelrunde_events.domain.on_the_day import note_attendance
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.registrations.staff import approve
from tafelrunde_events.domain.registrations.submitting import NewPerson, submit
from tafelrunde_events.enums import EvaluationKind, RegistrationSource, RegistrationState
from tafelrunde_events.models import ConsentText, EvaluationQuestion, Event, Registration, TrainingPage
from tafelrunde_members.models.mail import MessageStatus, OutboxMessage
from tafelrunde_site.demo.accounts import EDITOR
from tafelrunde_site.demo.people import invent_people
from tafelrunde_site.demo.training_pages import CONSENTS
from tafelrunde_site.demo.trainings import FOOD, TRAININGS, TrainingFact
from tafelrunde_site.models import User

SEED = 20270305
LANGUAGE = "de"
ORGANISATIONS = (
    "Amt Seenland (Beispiel)", "Stadt Musterow", "Landkreis Beispielküste", "Schule am Wall", "Sportverein Nordlicht",
    "Gemeinde Kleinmusterin", "Jugendhaus Speicher", "Volkshochschule Musterow",
)  # fmt: skip
ANSWERS = {
    FOOD.label: ("vegetarisch", "", "keine Nüsse", "", "vegan"),
    "Welchen Runden Tisch begleiten Sie?": ("Runder Tisch Musterow", "Bündnis Seenland", "noch keinen"),
    "Wie oft haben Sie schon moderiert?": ("noch nie", "bis fünfmal", "öfter"),
}
#: What people say in words, question by question as the site asks them from the beginning.
WORDS = {
    "Was war für Sie besonders hilfreich?": (
        "Die Fallarbeit am ersten Tag.",
        "Dass wir bis zum zweiten Termin etwas ausprobieren konnten.",
        "Die klaren Auskünfte zum Hausrecht.",
        "Der Austausch mit anderen Ämtern.",
        "Zu wissen, wer berät.",
    ),
    "Was können wir besser machen?": (
        "Bitte mehr Zeit für den rechtlichen Teil.",
        "Eine Pause mehr am Vormittag.",
        "Nichts, vielen Dank!",
        "Ein Handout vorab wäre gut.",
        "Gern auch einmal in Ueckermünde.",
    ),
}
#: Of those with a place in the training that is over: who came to no session, who only to the first, who evaluated it.
MISSED, ONLY_FIRST, EVALUATED = 1, 2, 8


def make_participants() -> None:
    """Let people register for each training that nobody registered for yet."""
    by = User.objects.get(email=EDITOR.address)
    people = invent_people(SEED)
    for fact in TRAININGS:
        number = fact.terms.people if fact.terms else 0
        invented = [NewPerson(one.first_name, one.last_name, one.email) for one in islice(people, number)]
        event = TrainingPage.objects.get(slug=fact.slug).find_event()
        if invented and event and not event.registrations.exists():
            register(event, fact, invented, by=by)
            if fact.sessions[-1].days < 0:
                hold(event, by=by)


def register(event: Event, fact: TrainingFact, people: list[NewPerson], *, by: User) -> None:
    """Let people register one after the other, and do what the terms' fact says happens to some."""
    terms = fact.terms
    if terms is None:
        return
    first = event.occurrences.order_by("start").first()
    start = min(timezone.now(), first.start - dt.timedelta(days=2)) if first else timezone.now()
    chance = random.Random(SEED)  # noqa: S311 (varies sample data, guards nothing)
    consents = list(ConsentText.objects.filter(name__in=CONSENTS).order_by("name"))
    rows = []
    for number, person in enumerate(people):
        rows.append(
            submit(
                event,
                [NewPerson(person.first_name, person.last_name, person.email, chance.choice(ORGANISATIONS))],
                language=LANGUAGE,
                source=RegistrationSource.FORM,
                consents=consents[: number % 3],
                answers=dict(answers_of(event, number)),
                confirmed=number < len(people) - terms.unconfirmed,
                now=start - dt.timedelta(hours=7 * (len(people) - number)),
            )
        )
    for row in rows[: terms.approved]:
        approve(row, by=by)
    for row in rows[1 : 1 + terms.cancelled]:
        cancel(row, now=start)


def answers_of(event: Event, number: int) -> Iterator[tuple[str, str]]:
    """Yield answers to the questions of an event by their keys."""
    for question in event.places.questions:
        choices = ANSWERS.get(question["label"], ("",))
        if answer := choices[number % len(choices)]:
            yield question["key"], answer


def hold(event: Event, *, by: User) -> None:
    """Let a training that is over have taken place: who was there, certificates, opinions."""
    placed = list(event.registrations.filter(state=RegistrationState.PLACED).in_order())
    first, *others = event.occurrences.order_by("start")
    present = [(row.pk, first.pk) for row in placed[MISSED:]]
    present += [(row.pk, date.pk) for row in placed[MISSED + ONLY_FIRST :] for date in others]
    note_attendance(event, present=present, absent=(), by=by)
    issue_certificates(event, by=by)
    for number, row in enumerate(placed[-EVALUATED:]):
        evaluate(row, number)
    release_responses()
    # What was written then was sent then: nobody gets mail today about a training that is over.
    addresses = [row.address for row in event.registrations.exclude(address="")]
    OutboxMessage.objects.filter(address__in=addresses).update(
        status=MessageStatus.SENT, sent_at=timezone.now(), private={}
    )


def evaluate(registration: Registration, number: int) -> None:
    """Answer the evaluation by the link that a participant gets."""
    ticket = find_ticket(evaluation_address(registration).rstrip("/").rpartition("/")[2])
    if ticket is None:
        return
    chance = random.Random(SEED + number)  # noqa: S311 (varies sample data, guards nothing)
    answers: dict[EvaluationQuestion, int | str] = {}
    for question in questions_asked():
        if question.kind == EvaluationKind.SCALE:
            answers[question] = chance.choice((3, 4, 4, 5, 5))
        elif question.kind == EvaluationKind.YES_NO:
            answers[question] = int(chance.random() < 0.9)
        elif number < len(words := WORDS.get(question.label, ())):
            answers[question] = words[number]
    answer_evaluation(ticket, answers)
