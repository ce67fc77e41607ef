"""Where a request comes from, for limits alone."""

from django.http import HttpRequest

from tafelrunde_events import conf


def client_address(request: HttpRequest) -> str:
    """Return the IP address that a request came from, behind as many proxies as are our own.

    Each of them adds the address it saw to X-Forwarded-For; what stands before those may come from anybody.
    """
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    proxies = conf.trusted_proxies()
    return hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
