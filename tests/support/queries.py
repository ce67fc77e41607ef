"""How many queries a page costs: the same for one row and for thirty."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_queries(client: Client, address: str, **data: Any) -> int:
    """Return how many queries a GET of the address (with this data in its query string) makes; it must answer 200."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, data)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    return len(queries)
