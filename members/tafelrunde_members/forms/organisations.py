"""The form of an institution in the admin."""

from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField
from taggit.models import Tag
from wagtail.admin.widgets import AdminTagWidget

from tafelrunde_members.forms.scoped import ScopedModelForm
from tafelrunde_members.models import Organisation


class OrganisationForm(ScopedModelForm):
    """An institution; its tags are written, not chosen from all tags that there are."""

    tags = TagField(
        label=_("tags"),
        required=False,
        widget=AdminTagWidget(tag_model=Tag),
        help_text=_("For audiences of mailings; never shown in public."),
    )

    def clean_tags(self) -> list[Tag]:
        """Return the tags of these names, new ones where nobody used a name before."""
        names: list[str] = self.cleaned_data["tags"]
        known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        return [known.get(name) or Tag.objects.create(name=name) for name in names]

    class Meta:
        model = Organisation
        fields = "__all__"
