"""The form with which a coordination describes its own table."""

from django import forms

from tafelrunde_roundtables.models import RoundTable


class TableSettingsForm(forms.ModelForm[RoundTable]):
    """What the coordination decides. Name, level and who coordinates are up to the network and the administrators."""

    class Meta:
        model = RoundTable
        fields = (
            "aim",
            "rhythm",
            "status",
            "role_email",
            "notice_days",
            "quorum",
            "reminder_days",
            "listed",
            "show_sectors",
            "members_public",
        )
        widgets = {"aim": forms.Textarea(attrs={"rows": 4})}
