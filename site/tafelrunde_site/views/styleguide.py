"""The page of building blocks: every component with every state, for those who write templates.

Served in development only, which is why its sample texts are not translated.
"""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tafelrunde_members.models import Region, Sector
from tafelrunde_roundtables.domain.seats import SectorBalance, draw_balance

REPRESENTED = [
    "Verwaltung",
    "Politik",
    "Kirchen und Religionsgemeinschaften",
    "Vereine",
    "Schulen",
    "Polizei und Justiz",
]
MISSING = ["Unternehmen", "Medien"]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Ihr Name")
    email = forms.EmailField(label="E-Mail-Adresse", help_text="Dorthin geht die Bestätigung.")
    audience = forms.ChoiceField(
        label="Ich arbeite für", choices=[("", "Bitte wählen"), ("a", "eine Gemeinde"), ("b", "einen Verein")]
    )
    day = forms.DateField(label="Tag", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    answer = forms.ChoiceField(
        label="Ihre Antwort",
        widget=forms.RadioSelect,
        choices=[("yes", "Ich komme"), ("deputy", "Vertretung kommt"), ("no", "Ich komme nicht")],
    )
    needs = forms.MultipleChoiceField(
        label="Was brauchen Sie?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("step", "Zugang ohne Stufen"), ("sign", "Gebärdensprachdolmetschen")],
        required=False,
    )
    message = forms.CharField(label="Nachricht", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    consent = forms.BooleanField(label="Ich habe gelesen, wie meine Daten verwendet werden.")


def sample_balance() -> SectorBalance:
    """Return a table at which two sectors are missing; none of its sectors is stored."""
    sectors = [Sector(name=name, position=position) for position, name in enumerate([*REPRESENTED, *MISSING])]
    seats = len(REPRESENTED)
    return SectorBalance(represented=tuple(sectors[:seats]), missing=tuple(sectors[seats:]))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show all building blocks; `?fehler=1` shows the form with its mistakes, `?meldung=1` a message of each kind."""
    form = SampleForm({"email": "anna@"}) if "fehler" in request.GET else SampleForm()
    if "meldung" in request.GET:
        messages.success(request, "Ihre Antwort ist gespeichert.")
        messages.error(request, "Die Sitzung konnte nicht verlegt werden: Der Tag ist vorbei.")
    balance = sample_balance()
    context = {
        "form": form,
        "districts": Region.objects.districts(),
        "figure": draw_balance(balance),
        "balance": balance,
        "page_obj": Paginator(range(200), 10).get_page(request.GET.get("page", 5)),
    }
    return render(request, "tafelrunde_site/styleguide/index.html", context)
