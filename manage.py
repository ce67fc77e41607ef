#!/usr/bin/env python3
"""Entry point for management commands of the deployable site."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tafelrunde_site.settings.dev")
    execute_from_command_line(sys.argv)
