"""New dates by mail: asking for it, confirming the address, and managing what one gets, without an account (law 8)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import CalendarAddress, chips
from tafelrunde_events.domain.subscriptions import mail
from tafelrunde_events.domain.subscriptions.mail_limits import count_form
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.enums import DigestFrequency
from tafelrunde_events.forms.mail_subscriptions import MailSubscriptionForm
from tafelrunde_events.forms.selection import SelectionForm
from tafelrunde_events.models import MailSubscription
from tafelrunde_events.views.visitors import client_address
from tafelrunde_members.domain.mail.unsubscribing import allow_mailings, has_left_mailings
from tafelrunde_members.views.private import private_page

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_by_mail(request: HttpRequest) -> HttpResponseBase:
    """Show the form for the selection in the address; POST asks the entered address for a confirmation.

    The answer is the same for every address, known or not.
    """
    version = current_version()
    selection = SelectionForm(request.GET, version=version).selection
    form = MailSubscriptionForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        if form.is_from_robot:
            return redirect("tafelrunde_events:mail_subscription_sent")
        if count_form(client_address(request)):
            try:
                mail.ask_for_subscription(
                    form.cleaned_data["email"],
                    selection,
                    frequency=form.cleaned_data["frequency"],
                    language=form.cleaned_data["language"],
                )
            except ValidationError as error:  # filters too long to be kept
                form.add_error(None, error.messages)
            else:
                return redirect("tafelrunde_events:mail_subscription_sent")
        else:
            status = TOO_MANY
    context = {
        "form": form,
        "selection": selection,
        "chips": chips(CalendarAddress(selection), version),
        "calendar_address": CalendarAddress(selection),
        "too_many": status == TOO_MANY,
    }
    return render(request, "tafelrunde_events/subscribe_by_mail.html", context, status=status)


@require_safe
def mail_subscription_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, in the same words whatever became of the form."""
    return render(request, "tafelrunde_events/mail_subscription_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def mail_subscription(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show everything an address subscribed to and what is stored; POST confirms, changes, leaves or takes up again."""
    subscription = mail.find_subscription(token)
    if subscription is None:
        return render(request, "tafelrunde_events/mail_subscription_gone.html", status=404)
    if request.method == "POST":
        _act(request, subscription)
        return redirect("tafelrunde_events:mail_subscription", token)
    context = {
        "address": subscription.email,
        "waits": subscription.confirmed_at is None,
        "held_back": has_left_mailings(subscription.email),
        "rows": [_described(one) for one in _sorted(subscription)],
        "frequencies": DigestFrequency.choices,
    }
    return render(request, "tafelrunde_events/mail_subscription.html", context)


def _act(request: HttpRequest, subscription: MailSubscription) -> None:
    """Do what a button says to one of the subscriptions of the address; what does not exist changes nothing."""
    action = request.POST.get("action", "")
    chosen = next((one for one in mail.siblings_of(subscription) if str(one.pk) == request.POST.get("which")), None)
    if action == "allow":
        allow_mailings(subscription.email)
    elif chosen is None:
        return
    elif action == "confirm":
        mail.confirm(chosen)
    elif action == "change" and request.POST.get("frequency") in DigestFrequency.values:
        mail.change_frequency(chosen, request.POST["frequency"])
    elif action == "leave":
        mail.leave(chosen)
    elif action == "resume":
        mail.resume(chosen)


def _sorted(subscription: MailSubscription) -> list[MailSubscription]:
    """Return what the address subscribed to, beginning with what the link is about."""
    return sorted(mail.siblings_of(subscription), key=lambda one: one.pk != subscription.pk)


def _described(subscription: MailSubscription) -> dict[str, Any]:
    return {
        "subscription": subscription,
        "words": mail.words_of(subscription),
        "language": conf.language_name(subscription.language),
        "deleted_at": mail.deleted_at(subscription),
    }
