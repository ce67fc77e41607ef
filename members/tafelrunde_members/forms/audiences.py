"""Forms about whom mailings go to: audiences, and what people agreed to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from tafelrunde_members.forms.scoped import ScopedModelForm
from tafelrunde_members.models import Audience, Consent, Organisation, Region
from tafelrunde_members.permissions import is_network_coordinator


class AudienceForm(ScopedModelForm):
    """Chooses among what the user may see, and leaves alone what others chose that the user may not see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("districts").queryset = Region.objects.districts()
        used = Organisation.objects.filter(tags__isnull=False).values("tags")
        self._choices("tags").queryset = Tag.objects.filter(pk__in=used).order_by("name")
        for name in ("sectors", "districts", "tags"):
            self.fields[name].widget = forms.CheckboxSelectMultiple(choices=self.fields[name].choices)
        if not is_network_coordinator(self.for_user):
            del self.fields["shared"]

    def clean(self) -> dict[str, Any]:
        """Keep the organisations and people that somebody else named and this user cannot see."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("organisations", "people"):
            if self.instance.pk and name in cleaned:
                offered = self._choices(name).queryset
                hidden = getattr(self.instance, name).exclude(pk__in=offered.values("pk"))
                cleaned[name] = [*cleaned[name], *hidden]
        return cleaned

    def _choices(self, name: str) -> Any:
        return self.fields[name]

    class Meta:
        model = Audience
        fields = "__all__"


class ConsentForm(ScopedModelForm):
    """Records a consent. What was agreed to stands afterwards: only its withdrawal is added."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text_version"].required = True
        if self.instance.pk:
            for name in ("person", "text_version", "given_at"):
                self.fields[name].disabled = True
            self.fields["withdrawn_at"].disabled = self.instance.withdrawn_at is not None
        else:
            del self.fields["withdrawn_at"]

    def clean(self) -> dict[str, Any]:
        """Refuse a second consent in force, moments to come, and a withdrawal before the consent."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given, withdrawn = cleaned.get("given_at"), cleaned.get("withdrawn_at")
        for name in ("given_at", "withdrawn_at"):
            if (moment := cleaned.get(name)) and moment > timezone.now():
                self.add_error(name, ValidationError(_("This moment is yet to come."), code="future"))
        if given and withdrawn and withdrawn < given:
            self.add_error(
                "withdrawn_at", ValidationError(_("Nobody withdraws before they agreed."), code="before_consent")
            )
        if self._is_second(cleaned.get("person")):
            self.add_error(
                "person",
                ValidationError(_("A consent of this person is recorded and in force already."), code="in_force"),
            )
        return cleaned

    def _is_second(self, person: Any) -> bool:
        return (
            not self.instance.pk
            and person is not None
            and Consent.objects.in_force().filter(person=person, purpose=self.instance.purpose).exists()
        )

    class Meta:
        model = Consent
        fields = "__all__"
