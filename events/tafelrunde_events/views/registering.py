"""Registering for an event: the form for everybody, without an account."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.places import shared_place
from tafelrunde_events.domain.registrations import limits
from tafelrunde_events.domain.registrations.own import personal_path, retention_of
from tafelrunde_events.domain.registrations.places import HOLD, places_of
from tafelrunde_events.domain.registrations.prospects import Chance, Prospect, prospect_of
from tafelrunde_events.domain.registrations.submitting import submit
from tafelrunde_events.enums import RegistrationSource
from tafelrunde_events.forms.registering import RegistrationForm
from tafelrunde_events.models import ConsentText, Event, Places, Registration
from tafelrunde_events.permissions import own_registration_scope
from tafelrunde_events.views.visitors import client_address
from tafelrunde_members.models import Person

#: The parameter that names the language of the form, where it is not that of the event.
LANGUAGE = "sprache"
TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what registering would bring, and the form; POST registers and sends the mail that asks to confirm.

    The answer is the same for every address, known or not. What was typed is never lost.
    """
    event = _find_event(request, pk)
    with override(_language(request, event)):
        response = _answer(request, event, places_of(event))
        response["Content-Language"] = get_language() or ""
    return response


@require_safe
def register_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a mail is on its way, in the same words whatever became of the form."""
    event = _find_event(request, pk)
    with override(_language(request, event)):
        minutes = int(HOLD.total_seconds() // 60)
        context = {"event": event, "hold_minutes": minutes, "mails_a_day": limits.PER_EVENT_AND_DAY}
        response = render(request, "tafelrunde_events/register_sent.html", context)
        response["Content-Language"] = get_language() or ""
    return response


def show_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the form with what was typed and a new token, where the protection against forgery refused it.

    Hosts call it from their `CSRF_FAILURE_VIEW`. It changes nothing: somebody has to send the form once more.
    """
    event = _find_event(request, pk)
    with override(_language(request, event)):
        places = places_of(event)
        form = RegistrationForm(places, _consents(places), request.POST).as_typed() if places else None
        return _page(request, event, prospect_of(places), places, form, status=403, expired=True)


def _answer(request: HttpRequest, event: Event, places: Places | None) -> HttpResponseBase:
    prospect = prospect_of(places)
    if places is None:
        return _page(request, event, prospect, status=404)
    consents = _consents(places)
    if request.method != "POST":
        form = RegistrationForm(places, consents, initial=_known_of(request))
        return _page(request, event, prospect, places, form)
    form = RegistrationForm(places, consents, request.POST)
    if "more" in request.POST:
        return _page(request, event, prospect, places, form.with_more_rows())
    if not prospect.takes_people or not form.is_valid():
        return _page(request, event, prospect, places, form)
    return _register(request, event, places, prospect, form)


def _register(
    request: HttpRequest, event: Event, places: Places, prospect: Prospect, form: RegistrationForm
) -> HttpResponseBase:
    """Register whom a valid form names, unless it comes from a robot, too often, or promised something else."""
    if form.is_from_robot:
        return _sent(event)
    if not limits.count_form(client_address(request)):
        return _page(request, event, prospect, places, form, status=TOO_MANY, too_many=True)
    if prospect.chance == Chance.WAITING_LIST and form.cleaned_data["promised"] == Chance.PLACE:
        return _page(request, event, prospect, places, form, filled_up=True)
    address = form.cleaned_data["email"]
    is_own = _is_own_address(request, address)
    written_to = [person.email for person in form.people[1 if is_own else 0 :] if person.email]
    within_limits = [limits.count_address(event, one) for one in written_to]
    if not all(within_limits):
        return _sent(event)
    return _submit(request, event, places, form, is_own=is_own)


def _submit(
    request: HttpRequest, event: Event, places: Places, form: RegistrationForm, *, is_own: bool
) -> HttpResponseBase:
    address, network = form.cleaned_data["email"], limits.network_of(client_address(request))
    try:
        registration = submit(
            event,
            form.people,
            language=get_language() or conf.language(),
            source=RegistrationSource.ACCOUNT if is_own else RegistrationSource.FORM,
            consents=form.consents_given,
            answers=form.answers,
            network=network,
            may_hold=limits.may_hold(event, address, network=network),
            person=_person(request) if is_own else None,
            confirmed=is_own,
        )
    except ValidationError as refusal:
        if refusal.code == "registered":
            return _sent(event)
        form.add_refusal(refusal)
        return _page(request, event, prospect_of(places), places, form)
    # By its path: under another name of this host, browsers refuse to follow a form to the one it is known by.
    return redirect(personal_path(registration)) if is_own else _sent(event)


def _page(
    request: HttpRequest,
    event: Event,
    prospect: Prospect,
    places: Places | None = None,
    form: RegistrationForm | None = None,
    *,
    status: int = 200,
    **notices: bool,
) -> HttpResponse:
    rows = list(event.occurrences.select_related("venue").order_by("start", "pk"))
    taking_place = [row for row in rows if not row.is_cancelled]
    context = {
        "event": event,
        "places": places,
        "prospect": prospect,
        "form": form,
        "rows": [(row, when_text(row)) for row in rows],
        "where": shared_place(event, taking_place or rows),
        "is_signed_in": request.user.is_authenticated,
        "own": _own_registration(request, event),
        "retention": retention_of(places) if places else None,
        "languages": _other_languages(event),
        **notices,
    }
    return render(request, "tafelrunde_events/register.html", context, status=status)


def _consents(places: Places) -> list[ConsentText]:
    """Return the texts to agree to, those first without which nobody is registered."""
    return list(places.consents.order_by("-required", "name"))


def _find_event(request: HttpRequest, pk: int) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.user).select_related("venue"), pk=pk)


def _language(request: HttpRequest, event: Event) -> str:
    """Return the language of the form: the one asked for, or else that of the event."""
    known = [code for code in (request.GET.get(LANGUAGE, ""), event.language) if code in conf.languages()]
    return known[0] if known else conf.language()


def _address(view: str, event: Event, language: str) -> str:
    path = reverse(f"tafelrunde_events:{view}", args=[event.pk])
    return path if language == event.language else f"{path}?{urlencode({LANGUAGE: language})}"


def _sent(event: Event) -> HttpResponseBase:
    return redirect(_address("register_sent", event, get_language() or ""))


def _other_languages(event: Event) -> list[tuple[str, str, str]]:
    """Return code, own name and address of the form in the languages it is not shown in."""
    others = [code for code in conf.languages() if code != get_language()]
    return [(code, conf.language_name(code), _address("register", event, code)) for code in others]


def _person(request: HttpRequest) -> Person | None:
    return getattr(request.user, "person", None)


def _is_own_address(request: HttpRequest, address: str) -> bool:
    """Tell whether an address is that of the signed-in account, which was proved when signing in."""
    own = getattr(request.user, "email", "")
    return bool(own) and own.lower() == address.strip().lower()


def _known_of(request: HttpRequest) -> dict[str, Any]:
    """Return what is known of a signed-in member, to be filled in; of anybody else nothing is known."""
    if not request.user.is_authenticated:
        return {}
    person, known = _person(request), {"email": getattr(request.user, "email", "")}
    if person is None:
        return known
    names = {affiliation.organisation.name for affiliation in _affiliations(person)}
    organisation = names.pop() if len(names) == 1 else ""
    return known | {"first_name": person.first_name, "last_name": person.last_name, "organisation": organisation}


def _affiliations(person: Person) -> QuerySet[Any]:
    return person.affiliations.valid_on().select_related("organisation")


def _own_registration(request: HttpRequest, event: Event) -> str:
    """Return the address of the personal page of a signed-in member who is registered already."""
    if not request.user.is_authenticated:
        return ""
    own = Registration.objects.filter(own_registration_scope(request.user), event=event, ended_at__isnull=True)
    found = own.first()
    return personal_path(found) if found else ""
