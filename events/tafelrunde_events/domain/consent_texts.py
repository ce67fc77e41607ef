"""Texts that people agree to when they register: their versions, and where they are asked for."""

from django.db import transaction
from wagtail.models import Revision

from tafelrunde_events.models import ConsentText, Event, TrainingPage


def store_consent_text(text: ConsentText) -> None:
    """Store a text with the changes made to it; another wording is another version (GDPR Art. 7 (1)).

    What people agreed to before keeps the words of its day: it is stored with their registration.
    """
    with transaction.atomic():
        stored = ConsentText.objects.select_for_update().filter(pk=text.pk).first()
        if stored is not None:
            text.version = stored.version + (stored.wording.strip() != text.wording.strip())
        text.save()


def uses_of(text: ConsentText) -> list[str]:
    """Return the titles of trainings that ask for the text: as published, and in drafts."""
    titles = set(Event.objects.filter(places__consents=text).values_list("title", flat=True))
    titles |= set(TrainingPage.objects.filter(consents=text).values_list("draft_title", flat=True))
    drafts = TrainingPage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    for revision in Revision.objects.filter(pk__in=drafts.values("latest_revision")):
        if text.pk in revision.content.get("consents", ()):
            titles.add(revision.content["title"])
    return sorted(titles)
