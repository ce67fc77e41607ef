"""Fixtures of the whole suite; each one lives in the support module that is named after its duty."""

pytest_plugins = [
    "tests.support.prerequisites",
    "tests.support.browser",
    "tests.support.calendar_clients",
    "tests.support.databases",
    "tests.support.mail_server",
]
