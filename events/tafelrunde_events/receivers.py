"""What happens to pages, and to rows that events name, beyond their own save; handed to the domain."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from tafelrunde_events.domain.invitations import follow_address
from tafelrunde_events.domain.projection import follow_names
from tafelrunde_events.domain.publishing import follow_privacy, follow_unpublishing, release_page
from tafelrunde_events.domain.registrations.names import follow_protection
from tafelrunde_events.domain.registrations.news import follow_event
from tafelrunde_events.domain.registrations.waiting_list import follow_dates
from tafelrunde_events.domain.versions import note_change
from tafelrunde_events.models import Event, Venue
from tafelrunde_events.signals import Change, event_changed
from tafelrunde_members.models import Organisation, Person, Region


def connect() -> None:
    """Connect the receivers; deletion by a bulk action or with a parent section reaches every page's own signal."""
    post_save.connect(on_page_save, sender=Page, dispatch_uid="tafelrunde_events.follow_unpublishing")
    pre_delete.connect(on_page_deletion, sender=Page, dispatch_uid="tafelrunde_events.release_page")
    event_changed.connect(on_event_change, dispatch_uid="tafelrunde_events.follow_event")
    post_page_move.connect(on_page_move, dispatch_uid="tafelrunde_events.follow_move")
    for signal in (post_save, post_delete):
        signal.connect(on_restriction, sender=PageViewRestriction, dispatch_uid="tafelrunde_events.follow_privacy")
        for model in (Organisation, Region, Tag, Venue):
            signal.connect(on_filter_change, sender=model, dispatch_uid="tafelrunde_events.note_change")
    post_save.connect(on_organisation_save, sender=Organisation, dispatch_uid="tafelrunde_events.follow_organisation")
    post_save.connect(on_person_save, sender=Person, dispatch_uid="tafelrunde_events.follow_address")
    post_save.connect(on_topic_save, sender=Tag, dispatch_uid="tafelrunde_events.follow_topic")


def on_page_save(instance: Page, update_fields: frozenset[str] | None = None, **_kwargs: Any) -> None:
    """Follow Wagtail where it unpublishes plain `Page` instances (expiry, bulk action), whose save is not ours.

    The signal is sent within the transaction of that save.
    """
    if not instance.live and (update_fields is None or "live" in update_fields):
        follow_unpublishing(instance)


def on_event_change(event: Event, changes: frozenset[Change], **_kwargs: Any) -> None:
    """Let places, waiting list and those who registered follow."""
    follow_dates(event)
    follow_event(event, changes)


def on_page_deletion(instance: Page, **_kwargs: Any) -> None:
    """Release the event of a page that is about to be deleted."""
    release_page(instance)


def on_page_move(instance: Page, **_kwargs: Any) -> None:
    """Follow the view restrictions of the section that a page was moved to."""
    follow_privacy(instance)


def on_restriction(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """Follow a view restriction that was set, changed or removed."""
    follow_privacy(instance.page)


def on_organisation_save(instance: Organisation, *, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """Let the calendar text of the events that an institution holds follow it."""
    if not (created or raw):
        follow_names(Event.objects.filter(organiser_rows__organisation=instance))


def on_topic_save(instance: Tag, *, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """Let the categories in the calendar text of a topic's events follow its name."""
    if not (created or raw):
        follow_names(Event.objects.filter(topics=instance))


def on_person_save(
    instance: Person, *, created: bool, raw: bool = False, update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    """Let the invitations of somebody whose address was corrected follow it, and registrations their protection."""
    if not (created or raw) and (update_fields is None or "email" in update_fields):
        follow_address(instance)
    if not raw:
        follow_protection(instance)


def on_filter_change(**_kwargs: Any) -> None:
    """Note that selections may hold other dates, or have another name, though no date changed."""
    note_change()
