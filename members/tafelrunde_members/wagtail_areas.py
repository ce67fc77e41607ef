"""Which of Wagtail's own admin areas the roles enter, and who keeps the directory."""

from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

from tafelrunde_members.admin_areas import allow, allow_everybody, for_models
from tafelrunde_members.enums import EDITING_ROLES, Role

#: One's own settings; the panels for password and e-mail address are off, accounts live in allauth.
EVERYBODY = ("wagtailadmin_home", "wagtailadmin_account", "wagtailadmin_logout", "wagtailadmin_dismissibles")

#: Writing pages. Reports, workflows, collections, redirects, sites, settings and accounts are not among them.
EDITORS = (
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_pages",
    "wagtailadmin_api:pages",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_block_preview",
    "wagtailadmin_editing_sessions:release",
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "simple_translation:submit_page_translation",
    for_models("wagtailadmin_editing_sessions:ping", ["wagtailcore.page"], label="app_label", model="model_name"),
    for_models(
        "wagtail_bulk_action",
        ["wagtailcore.page", get_image_model_string().lower(), get_document_model_string().lower()],
        label="app_label",
        model="model_name",
    ),
)

#: The directory of this plugin, whose viewsets carry these names.
DIRECTORY = tuple(
    f"tafelrunde_members_{noun}"
    for noun in ("organisations", "people", "affiliations", "responsibilities", "offers", "sectors", "regions")
)

#: Whom mailings go to; everybody finds their own people there.
RECIPIENTS = ("tafelrunde_members_audiences", "tafelrunde_members_consents")

#: The log of all mail.
OUTBOX = "tafelrunde_members_outbox"
#: Addresses that nothing is sent to.
SUPPRESSIONS = "tafelrunde_members_suppressions"


def register() -> None:
    """Allow Wagtail's own areas, and directory and outbox to those who keep them."""
    allow_everybody(*EVERYBODY)
    for role in EDITING_ROLES:
        allow(role, *EDITORS)
    for role in (Role.COORDINATOR, Role.NETWORK_COORDINATOR):
        allow(role, *RECIPIENTS)
    allow(Role.NETWORK_COORDINATOR, *DIRECTORY, OUTBOX, SUPPRESSIONS)
