"""Makes the pages of the demo's trainings: drafted with organisers, dates and terms, then published, as editors do."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, Workflow, WorkflowPage, WorkflowTask

from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence, move_occurrence
from tafelrunde_events.domain.typesetting import typeset
from tafelrunde_events.models import (
    ConsentText,
    Event,
    SecondPersonTask,
    TrainingDocument,
    TrainingPage,
    TrainingPageOrganiser,
    TrainingQuestion,
    TrainingTrainer,
    Venue,
)
from tafelrunde_members.domain.roles import role_group
from tafelrunde_members.enums import EDITING_ROLES
from tafelrunde_members.models import Organisation
from tafelrunde_site.demo.round_tables import ZONE, working_day
from tafelrunde_site.demo.tables import TABLES
from tafelrunde_site.demo.trainings import TRAININGS, SessionFact, TermsFact, TrainingFact

#: What people may agree to; nobody has to.
CONSENTS = {
    "Fotos und Filme": (
        "Ich bin damit einverstanden, dass während der Fortbildung Fotos entstehen, auf denen ich zu erkennen bin, und "
        "dass das Netzwerk sie auf seiner Website zeigt. Das kann ich jederzeit widerrufen."
    ),
    "Liste der Teilnehmenden": (
        "Ich bin damit einverstanden, dass die anderen Teilnehmenden meinen Namen und meine Einrichtung erfahren."
    ),
}
PAPER = "Handreichung: Anfeindungen im Amt (Demo)"
PAPER_LINES = (
    "Ruhe bewahren, Abstand halten, Kolleginnen und Kollegen dazuholen.",
    "Das Hausrecht üben die Leitung und von ihr Beauftragte aus.",
    "Vorfälle noch am selben Tag aufschreiben: wer, was, wann, wo, wer war dabei.",
    "Wer berät: das Regionalzentrum für demokratische Kultur in Ihrer Nähe, kostenfrei und vertraulich.",
)
APPROVAL = "Freigabe durch eine zweite Person"


def make_trainings(parent: Page) -> None:
    """Make the trainings that are missing; pages that editors changed stay as they are."""
    for name, wording in CONSENTS.items():
        ConsentText.objects.get_or_create(name=name, defaults={"wording": wording})
    make_approval(parent)
    for fact in TRAININGS:
        if not TrainingPage.objects.child_of(parent).filter(slug=fact.slug).exists():
            make_training(parent, fact)


def make_approval(parent: Page) -> None:
    """Let editors hand in what somebody else of them, or the network's coordination, approves."""
    workflow, is_new = Workflow.objects.get_or_create(name=APPROVAL)
    if is_new:
        task = SecondPersonTask.objects.create(name=APPROVAL)
        task.groups.set([role_group(role) for role in EDITING_ROLES])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page_id=parent.pk)


def make_training(parent: Page, fact: TrainingFact) -> None:
    """Publish a training the way an editor does: draft, organisers, dates, terms, publish."""
    venue = next((table.venue for table in TABLES if table.slug == fact.table), None)
    page = TrainingPage(
        slug=fact.slug,
        title=fact.title,
        live=False,
        lead=fact.lead,
        body=fact.body,
        goals=fact.goals,
        zone=ZONE,
        schedule=[schedule_block(session) for session in fact.sessions],
        venue=Venue.objects.get(name=venue.name, city=venue.city) if venue else None,
        contact_email="fortbildung@example.org",
        audiences=[audience.value for audience in fact.audiences],
        format=fact.format,
        level=fact.level,
        languages=[language.value for language in fact.languages],
        access=[access.value for access in fact.access],
        fee_note="kostenfrei",
        booking=fact.booking,
        **fact.more,
    )
    add_rows(page, fact)
    if fact.terms:
        set_terms(page, fact.terms)
    page.topics.add(*fact.topics)
    parent.add_child(instance=page)
    page.save_revision().publish()
    join_course(page, fact)
    if event := page.find_event():
        change_dates(event, fact)


def add_rows(page: TrainingPage, fact: TrainingFact) -> None:
    """Add who holds and gives the training, and its paper."""
    page.organisers.set(
        [
            TrainingPageOrganiser(organisation=Organisation.objects.get(slug=slug), sort_order=number)
            for number, slug in enumerate(fact.organisers)
        ]
    )
    page.trainers.set(
        [
            TrainingTrainer(name=trainer.name, function=trainer.function, sort_order=number)
            for number, trainer in enumerate(fact.trainers)
        ]
    )
    if fact.has_paper:
        page.documents.set([TrainingDocument(document=find_paper(), for_participants=True)])


def set_terms(page: TrainingPage, terms: TermsFact) -> None:
    """Enter how one registers on this site."""
    page.takes_registrations, page.booking = True, ""
    for name, value in terms.fields.items():
        setattr(page, name, value)
    if terms.opens_in is not None:
        page.opens_at = timezone.now() + dt.timedelta(days=terms.opens_in)
    page.questions.set(
        [
            TrainingQuestion(
                label=question.label,
                field_type=question.field_type,
                choices=question.choices,
                help_text=question.help_text,
                required=question.required,
                sensitive=question.sensitive,
                sort_order=number,
            )
            for number, question in enumerate(terms.questions)
        ]
    )
    page.consents = list(ConsentText.objects.filter(name__in=CONSENTS))


def join_course(page: TrainingPage, fact: TrainingFact) -> None:
    """Let a further date of a training belong to the same course, as offering it again does."""
    slugs = [other.slug for other in TRAININGS if fact.slug in (other.slug, other.course) or other.slug == fact.course]
    keys = TrainingPage.objects.sibling_of(page, inclusive=False).filter(slug__in=slugs)
    if key := keys.values_list("course_key", flat=True).first():
        page.course_key = key
        TrainingPage.objects.filter(pk=page.pk).update(course_key=key)


def find_paper() -> Any:
    """Return the paper that participants get, and make it where it is missing."""
    documents = get_document_model()
    paper = documents.objects.filter(title=PAPER).first()
    if paper is None:
        data = {"title": PAPER, "author": "Netzwerk für Demokratie", "lang": "de", "lines": PAPER_LINES}
        content = ContentFile(typeset(Path(__file__).with_name("paper.typ"), data), name="handreichung-demo.pdf")
        collection = Collection.objects.filter(name="Redaktion").first() or Collection.get_first_root_node()
        paper = documents.objects.create(title=PAPER, file=content, collection=collection)
    return paper


def change_dates(event: Event, fact: TrainingFact) -> None:
    """Do to dates what happens in real life."""
    dates = list(event.occurrences.all())
    if fact.cancelled:
        cancel_event(event, reason=fact.cancelled)
    if fact.later is not None:
        date, week = dates[fact.later], dt.timedelta(weeks=1)
        move_occurrence(date, start=date.start_wall + week, end=date.end_wall + week)
    if fact.called_off is not None:
        number, reason = fact.called_off
        cancel_occurrence(dates[number], reason=reason)


def schedule_block(fact: SessionFact) -> tuple[str, dict[str, Any]]:
    """Return a session or series as a block of the draft schedule."""
    values: dict[str, Any] = {
        "start_date": working_day(fact.days) if fact.days > 0 else past_working_day(-fact.days),
        "all_day": False,
        "start_time": dt.time.fromisoformat(fact.start),
        "end_time": dt.time.fromisoformat(fact.end),
    }
    if not fact.repeat:
        return "session", values
    return "series", {**values, "frequency": "monthly_weekday", "interval": 1, "count": fact.repeat}


def past_working_day(days: int) -> dt.date:
    """Return the day that many days ago, or an earlier one outside of weekends and the turn of the year."""
    day = timezone.localdate() - dt.timedelta(days=days)
    while day.weekday() > 4 or (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 6):
        day -= dt.timedelta(days=1)
    return day


def delete_training_extras() -> None:
    """Delete what stands beside the pages: consent texts, the paper and the approval; the pages are gone by now."""
    ConsentText.objects.filter(name__in=CONSENTS).delete()
    get_document_model().objects.filter(title=PAPER).delete()
    Workflow.objects.filter(name=APPROVAL).delete()
    SecondPersonTask.objects.filter(name=APPROVAL).delete()
