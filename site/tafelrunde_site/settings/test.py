"""Settings of the test suite: real databases and real mail servers, but no waiting."""

import tempfile
from pathlib import Path

import django

from tafelrunde_site.settings.base import *

# System checks look into the database, also on a fresh clone.
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = "key-for-tests-only-which-guards-nothing"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="tafelrunde-media-"))
STORAGES["documents"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": Path(tempfile.mkdtemp(prefix="tafelrunde-documents-")), "base_url": None},
}
TASKS_PACKAGE = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
TASKS = {"default": {"BACKEND": f"{TASKS_PACKAGE}.backends.dummy.DummyBackend"}}
TAFELRUNDE_REQUIRE_SECOND_FACTOR = False
TAFELRUNDE_LOGIN_ANSWER_SECONDS = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
