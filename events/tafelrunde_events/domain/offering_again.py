"""Offering a training again: a draft without dates, which belongs to the same course."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.coreutils import cautious_slugify, find_available_slug

from tafelrunde_events.enums import Booking
from tafelrunde_events.models import TrainingPage


def offer_again(page: TrainingPage, *, by: AbstractBaseUser | None, title: str = "") -> TrainingPage:
    """Copy a training as a draft beside it, without dates and without the day on which registration opens.

    The copy shares the key of the course: the pages link to each other while their dates are to come. What is copied
    is what is published, or the draft where nothing is. Whether `by` may copy is the caller's question.
    """
    title = title.strip() or page.title
    stored = TrainingPage.objects.get(pk=page.pk)
    source = stored if stored.live else stored.get_latest_revision_as_object()
    changes = {
        "title": title,
        "draft_title": title,
        "slug": find_available_slug(page.get_parent(), cautious_slugify(title)),
        "opens_at": None,
        "booking": Booking.NONE,
    }
    with transaction.atomic():
        copy = source.copy(update_attrs=changes, copy_revisions=False, keep_live=False, user=by)
        TrainingPage.objects.filter(pk=copy.pk).update(course_key=page.course_key)
    return TrainingPage.objects.get(pk=copy.pk)
