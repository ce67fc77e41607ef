"""What forms for everybody do against robots without asking people for anything."""

import time
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.domain import proof_of_work

#: People need longer than this to fill in a form, and no longer than that before they send it (seconds).
FASTEST, SLOWEST = 2, 12 * 60 * 60


class RobotTraps(forms.Form):
    """Two more fields: `website` is there for robots alone, `begun` says when the form was shown.

    Templates hide the first from everybody, and give the second the value `begun_value`.
    """

    #: Keeps the moment of one form from counting in another.
    trap_salt: ClassVar[str]

    website = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    begun = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def begun_value(self) -> str:
        """When the form was shown first, signed; a new moment where that is missing or too long ago."""
        sent = str(self.data.get("begun", "")) if self.is_bound else str(self.initial.get("begun", ""))
        return sent if self._age(sent) is not None else signing.dumps(time.time(), salt=self.trap_salt)

    @property
    def is_from_robot(self) -> bool:
        """Whether somebody filled in the field that people do not see."""
        return bool(self.cleaned_data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Ask once more when the form was filled in faster than anybody can, or lay about for too long."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        age = self._age(cleaned.get("begun", ""))
        if age is None or age < FASTEST:
            raise ValidationError(_("Please send the form once more."), code="time")
        return cleaned

    def _age(self, begun: str) -> float | None:
        """Return how many seconds ago the form was shown; None for what we did not sign, or too long ago."""
        try:
            return time.time() - float(signing.loads(begun, salt=self.trap_salt, max_age=SLOWEST))
        except (signing.BadSignature, TypeError, ValueError):
            return None


class ProofOfWork(forms.Form):
    """One more field where the site wants it (`TAFELRUNDE_ALTCHA`): the proof that the browser did a calculation.

    Templates include `includes/proof_of_work.html`, which never shows a former proof again because each counts once,
    and `includes/proof_of_work_missing.html` for browsers that cannot calculate.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if conf.asks_proof_of_work():
            self.fields["proof"] = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def asks_proof(self) -> bool:
        """Whether the form wants the proof."""
        return "proof" in self.fields

    @property
    def misses_proof(self) -> bool:
        """Whether it was sent without a proof that counts, perhaps because the browser cannot calculate."""
        return self.is_bound and self.has_error(NON_FIELD_ERRORS, code="proof")

    def new_challenge(self) -> str:
        """Return what the browser has to calculate, which can be sent for as long as the form itself."""
        return proof_of_work.new_challenge(lifetime=SLOWEST)

    def clean(self) -> dict[str, Any]:
        """Ask once more where the proof is missing, forged, too old or was sent before."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.asks_proof and not proof_of_work.spend_proof(cleaned.get("proof", "")):
            message = _("The calculation that keeps robots away is missing or too old. Please send the form once more.")
            self.add_error(None, ValidationError(message, code="proof"))
        return cleaned
