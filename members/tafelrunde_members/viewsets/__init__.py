"""The plugin's part of the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from tafelrunde_members.viewsets.audiences import AUDIENCES, AudienceViewSet, ConsentViewSet
from tafelrunde_members.viewsets.directory import (
    OfferViewSet,
    OrganisationViewSet,
    RegionViewSet,
    ResponsibilityViewSet,
    SectorViewSet,
)
from tafelrunde_members.viewsets.people import AffiliationViewSet, PersonViewSet

organisations = OrganisationViewSet("tafelrunde_members_organisations")
people = PersonViewSet("tafelrunde_members_people")
affiliations = AffiliationViewSet("tafelrunde_members_affiliations")
responsibilities = ResponsibilityViewSet("tafelrunde_members_responsibilities")
offers = OfferViewSet("tafelrunde_members_offers")
sectors = SectorViewSet("tafelrunde_members_sectors")
regions = RegionViewSet("tafelrunde_members_regions")
audiences = AudienceViewSet(AUDIENCES)
consents = ConsentViewSet("tafelrunde_members_consents")


class DirectoryViewSetGroup(ViewSetGroup):
    """Menu "Directory": institutions and people of the network."""

    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 220
    items = (
        organisations,
        people,
        affiliations,
        responsibilities,
        offers,
        sectors,
        regions,
        audiences,
        consents,
    )
