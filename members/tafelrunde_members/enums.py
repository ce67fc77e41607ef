"""Closed vocabularies of the members plugin, and named sets of their values."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Visibility(IntegerChoices):
    """Who may see a thing; a larger number means a smaller circle."""

    PUBLIC = 10, _("public")
    NETWORK = 20, _("network")
    TABLE = 30, _("round table")
    COORDINATION = 40, _("coordination")


class Role(TextChoices):
    """Roles of staff. The value is the name of the Django group that carries the role."""

    COORDINATOR = "tafelrunde-coordinator", _("Coordination of a round table")
    TRAINING_EDITOR = "tafelrunde-training-editor", _("Training editing")
    NETWORK_COORDINATOR = "tafelrunde-network-coordinator", _("Network coordination")


#: Roles that publish: they write pages and keep what pages refer to. Rights on single pages are granted one by one.
EDITING_ROLES = (Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR)


class RegionKind(TextChoices):
    """Level of an administrative unit."""

    STATE = "state", _("State")
    DISTRICT = "district", _("District")
    CITY = "city", _("Independent city")
    MUNICIPALITY = "municipality", _("Municipality")


#: Units that answer "which district am I in?": every place of a state lies in exactly one of them.
DISTRICT_KINDS = (RegionKind.DISTRICT, RegionKind.CITY)
