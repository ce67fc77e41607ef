"""Fixtures of the whole suite; each one lives in the support module that is named after its duty."""

import os

from hypothesis import settings

# A busy machine makes an example slow, not wrong.
# Continuous integration repeats the same examples; developers explore new ones.
settings.register_profile("tafelrunde", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("tafelrunde")

pytest_plugins = [
    "tests.support.prerequisites",
    "tests.support.browser",
    "tests.support.calendar_clients",
    "tests.support.databases",
    "tests.support.imap_server",
    "tests.support.mail_server",
    "tests.support.provider_api",
]
