"""How people fill in the registration form and use the personal page."""

import datetime as dt
import re

import time_machine
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain.registrations.links import registration_token

ADA = {"first_name": "Ada", "last_name": "Muster", "email": "ada@example.org"}


def form_path(event, query=""):
    return reverse("tafelrunde_events:register", args=[event.pk]) + query


def page_path(registration, name="registration", **more):
    return reverse(f"tafelrunde_events:{name}", kwargs={"token": registration_token(registration), **more})


def fill_in(client, event, query="", wait=20, **values):
    """Show the form, wait as people do, and send what it holds along with the values."""
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        page = client.get(form_path(event, query))
    form = page.context["form"]
    hidden = {
        "begun": form.begun_value,
        "rows": len(form.row_numbers),
        "promised": page.context["prospect"].chance.value,
    }
    with time_machine.travel(now + dt.timedelta(seconds=wait), tick=False):
        return client.post(form_path(event, query), hidden | ADA | values)


def text_of(response):
    """What stands in the main part of a page, without markup."""
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))
