"""The site for the rush on a training; with `BENCH_WITHOUT_LOCK` as written by somebody who counts and then writes."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if os.environ.get("BENCH_WITHOUT_LOCK"):
    # Models can be imported only now that the applications are loaded.
    from tafelrunde_events.domain.registrations import confirming
    from tafelrunde_events.models import Places

    def read_only(event: Any) -> Places:
        """Return the terms without waiting for anybody."""
        return Places.objects.select_related("event").get(pk=event.pk)

    confirming.lock_places = read_only
