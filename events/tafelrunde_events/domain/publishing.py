"""What publishing, unpublishing, moving, restricting and deleting pages does to their events (laws 1 and 2)."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import Page

from tafelrunde_events.domain.applying import apply_to_plan, may_vanish
from tafelrunde_events.domain.changing import changing, lock_event
from tafelrunde_events.domain.registrations.places import publish_terms, withdraw_terms
from tafelrunde_events.domain.scheduling import EventFacts, create_event, write_facts
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models.events import Event
from tafelrunde_members.enums import Visibility

if TYPE_CHECKING:
    from tafelrunde_events.models.pages import BaseEventPage


def follow_page(page: "BaseEventPage", *, by: AbstractBaseUser | None = None) -> None:
    """Let the event follow the stored state of its page; call it in the transaction that stored the page.

    A live page applies its facts and its schedule, an unpublished one withdraws its event. Translations that do not
    control the event change nothing of it, and a live page without dates has no event yet (copies begin so).
    """
    event = Event.objects.filter(translation_key=page.translation_key).first()
    if event is None:
        if page.live and page.drafted_sessions():
            _create(page)
    elif not page.live:
        if event.page_id == page.pk:
            withdraw_event(event, reason=page.withdrawal_reason, by=by)
    elif event.page_id == page.pk or (event.page_id is None and page.drafted_sessions()):
        _apply(event, page, by=by)


def follow_unpublishing(page: Page) -> None:
    """Withdraw the event of a page that is no longer live, where only the plain page was stored."""
    for event in Event.objects.filter(page=page.pk):
        withdraw_event(event)


def controls_event(page: "BaseEventPage", event: Event | None) -> bool:
    """Tell whether publishing the page sets facts and dates: it did so first, or nobody does so any more."""
    return event is None or event.page_id is None or event.page_id == page.pk


def withdraw_event(event: Event, *, reason: str = "", by: AbstractBaseUser | None = None) -> None:
    """Cancel an event whose page is gone from the public; without coming dates it only leaves the public lists.

    Publishing the page again reinstates it. An event that was cancelled before keeps its own reason and stays so.
    """
    now = timezone.now()
    with changing(event, by=by) as plan:
        if not any(row.end > now for entry_plan in plan.entries for row in entry_plan.rows):
            event.visibility = Visibility.COORDINATION
        elif not event.is_cancelled:
            event.status, event.withdrawn_at = EventStatus.CANCELLED, now
            event.status_reason = reason or _in_language(event, "withdrawn")


def release_page(page: Page) -> None:
    """Prepare the deletion of a page: an event that was never public vanishes with it, any other is withdrawn."""
    for event in Event.objects.filter(page=page.pk):
        if may_vanish(event):
            event.delete()
        else:
            withdraw_event(event, reason=_in_language(event, "deleted"))


def follow_privacy(page: Page) -> None:
    """Open or close the events of a page and the pages below it, as their view restrictions now say."""
    shown = (Visibility.PUBLIC, Visibility.NETWORK)
    events = Event.objects.filter(page__path__startswith=page.path, visibility__in=shown)
    for event in events.select_related("page"):
        visibility = visibility_of(event.page)
        if event.visibility != visibility:
            with changing(event):
                event.visibility = visibility


def visibility_of(page: Page | None) -> Visibility:
    """Return who sees the event of a page: everybody, or the network when the page or a section above is private."""
    private = page is not None and page.get_view_restrictions().exists()
    return Visibility.NETWORK if private else Visibility.PUBLIC


def facts_of(page: "BaseEventPage") -> EventFacts:
    """Return the facts that the page drafts, but for visibility and dates, and for what is worked out."""
    facts: EventFacts = {
        "title": page.title,
        "summary": page.lead,
        "language": page.locale.language_code,
        "venue": page.venue,
        "room": page.room,
        "online_url": page.online_url,
        "contact_email": page.contact_email,
        "organisers": _organisers(page),
        "audiences": page.audience_values,
        "topics": page.topic_tags,
        "traits": page.trait_values,
    }
    if (booking := page.booking_state) is not None:
        facts["booking"] = booking
    return facts


def _create(page: "BaseEventPage") -> Event:
    facts: dict[str, Any] = {**facts_of(page), "page_id": page.pk, "translation_key": page.translation_key}
    sessions, visibility = page.drafted_sessions(), visibility_of(page)
    event = create_event(kind=page.event_kind, sessions=sessions, visibility=visibility, **facts)
    _publish_offer(event, page)
    return event


def _apply(event: Event, page: "BaseEventPage", *, by: AbstractBaseUser | None) -> None:
    """Apply facts and dates in one go, so that one publication raises SEQUENCE once."""
    if page.offer is None:
        lock_event(event)
        withdraw_terms(event)
    with changing(event, by=by) as plan:
        write_facts(plan, {**facts_of(page), "visibility": visibility_of(page)})
        event.page_id = page.pk
        if event.withdrawn_at:
            event.status, event.status_reason, event.withdrawn_at = EventStatus.CONFIRMED, "", None
        apply_to_plan(plan, page.drafted_sessions(), now=timezone.now(), removal_reason=_in_language(event, "removed"))
    _publish_offer(event, page)


def _publish_offer(event: Event, page: "BaseEventPage") -> None:
    """Hand over the terms of the registration on this site; whoever calls this holds the event's lock."""
    if (offer := page.offer) is not None:
        publish_terms(event, terms=offer.terms, questions=offer.questions, consents=offer.consents)


def _organisers(page: "BaseEventPage") -> list[Any]:
    organisers = [row.organisation for row in page.organisers.all()]
    return list(dict.fromkeys(organisers))


def _in_language(event: Event, reason: str) -> str:
    """Return a reason that nobody wrote, in the language of the event."""
    with translation.override(event.language):
        reasons = {
            "withdrawn": gettext("The announcement was withdrawn."),
            "deleted": gettext("The announcement was deleted."),
            "removed": gettext("This date was taken out of the programme."),
        }
    return reasons[reason]
