"""Fixtures of the whole suite; each one lives in the support module that is named after its duty."""

from hypothesis import settings

# A busy machine makes an example slow, not wrong.
settings.register_profile("tafelrunde", deadline=None)
settings.load_profile("tafelrunde")

pytest_plugins = [
    "tests.support.prerequisites",
    "tests.support.browser",
    "tests.support.calendar_clients",
    "tests.support.databases",
    "tests.support.mail_server",
]
