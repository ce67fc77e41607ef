"""Fetching foreign calendars over real sockets: what is refused, what is limited, what is remembered."""

import datetime as dt
import socket
import ssl
import tracemalloc
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tafelrunde_events.domain.imports import fetching
from tafelrunde_events.domain.imports.fetching import FetchError, fetch_calendar
from tests.events.imports.calendar_server import CALENDAR, ETAG, LAST_MODIFIED, CalendarServer, calendar_server


@pytest.fixture
def server(settings: Any) -> Iterator[CalendarServer]:
    """A server that may be asked by the name ``localhost``, and by no other name or number."""
    with calendar_server() as running:
        settings.TAFELRUNDE_IMPORT_PORTS = [running.port]
        settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = ["LocalHost"]
        yield running


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetches give up after half a second."""
    monkeypatch.setattr(fetching, "_TOTAL_SECONDS", 0.5)


def refusal(url: str, **conditions: str) -> tuple[str, str]:
    with pytest.raises(FetchError) as caught:
        fetch_calendar(url, **conditions)
    return caught.value.code, caught.value.detail


def test_a_calendar_is_fetched_with_what_asks_for_it_next_time(server: CalendarServer) -> None:
    fetched = fetch_calendar(server.url("/?a=ü b"))
    assert (fetched.content, fetched.etag, fetched.last_modified) == (CALENDAR, ETAG, LAST_MODIFIED)
    path, headers = server.requests[0]
    assert path == "/?a=%C3%BC%20b"
    assert headers["Host"] == f"localhost:{server.port}"
    assert headers["User-Agent"] == "Tafelrunde (http://localhost:8000)"
    assert headers["Accept-Encoding"] == "gzip"
    assert not {"Cookie", "Authorization", "Referer", "If-None-Match", "If-Modified-Since"} & headers.keys()


@pytest.mark.parametrize("conditions", [{"etag": ETAG}, {"last_modified": LAST_MODIFIED}])
def test_an_unchanged_calendar_is_not_sent_again_and_keeps_its_conditions(
    server: CalendarServer, conditions: dict[str, str]
) -> None:
    fetched = fetch_calendar(server.url(), **conditions)
    assert fetched.content is None
    assert {"etag": fetched.etag, "last_modified": fetched.last_modified} == {
        "etag": "",
        "last_modified": "",
        **conditions,
    }


def test_a_changed_calendar_is_sent_though_conditions_were_given(server: CalendarServer) -> None:
    assert fetch_calendar(server.url(), etag='"v0"').content == CALENDAR


def test_conditions_that_cannot_stand_in_a_header_are_left_out(server: CalendarServer) -> None:
    assert fetch_calendar(server.url(), etag='"v1"\r\nX-Evil: 1').content == CALENDAR
    assert "X-Evil" not in server.requests[0][1]


def test_not_modified_without_a_question_is_an_error(server: CalendarServer) -> None:
    assert refusal(server.url("/status?304")) == ("status", "304")


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 429, 500, 503])
def test_any_other_status_is_named_and_its_body_is_not(server: CalendarServer, status: int) -> None:
    assert refusal(server.url(f"/status?{status}")) == ("status", str(status))


def test_a_packed_calendar_is_unpacked(server: CalendarServer) -> None:
    assert fetch_calendar(server.url("/gzip")).content == CALENDAR


def test_a_calendar_that_is_not_packed_though_it_says_so_is_an_error(server: CalendarServer) -> None:
    assert refusal(server.url("/not-gzip")) == ("not_reachable", "localhost")


def test_a_calendar_that_breaks_off_is_an_error(server: CalendarServer) -> None:
    assert refusal(server.url("/breaks-off")) == ("not_reachable", "localhost")


def test_what_does_not_speak_http_is_an_error_without_its_words(server: CalendarServer) -> None:
    assert refusal(server.url("/not-http")) == ("not_reachable", "localhost")


def test_a_body_without_end_is_given_up(server: CalendarServer) -> None:
    assert refusal(server.url("/endless"))[0] == "too_large"


def test_a_body_announced_too_large_is_not_read(server: CalendarServer) -> None:
    assert refusal(server.url(f"/announces?{fetching.LARGEST + 1}"))[0] == "too_large"
    assert refusal(server.url(f"/announces?{10**30}"))[0] == "too_large"


def test_a_bomb_is_not_unpacked_beyond_the_limit(server: CalendarServer) -> None:
    tracemalloc.start()
    try:
        assert refusal(server.url("/bomb"))[0] == "too_large"
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 200 MB when unpacked; the limit is 10.
    assert peak < 40 * 1024 * 1024


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("path", ["/drip", "/drip-headers", "/silent"])
def test_a_slow_server_is_left_at_the_deadline(server: CalendarServer, path: str) -> None:
    assert refusal(server.url(path)) == ("timeout", "localhost")


@pytest.mark.usefixtures("hurried")
def test_a_server_that_never_shakes_hands_is_left_at_the_deadline(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.TAFELRUNDE_IMPORT_PORTS, settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = [port], ["localhost"]
        assert refusal(f"https://localhost:{port}/") == ("timeout", "localhost")


def test_a_closed_port_is_not_reachable(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.TAFELRUNDE_IMPORT_PORTS, settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = [port], ["localhost"]
    assert refusal(f"http://localhost:{port}/") == ("not_reachable", "localhost")


def test_a_name_that_does_not_resolve_is_not_reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_names(monkeypatch, {})
    assert refusal("https://calendar.example.org/") == ("not_reachable", "calendar.example.org")


def test_redirects_are_followed_with_the_conditions_and_relative_to_where_they_stand(server: CalendarServer) -> None:
    assert fetch_calendar(server.url("/to?/to?/"), etag=ETAG).content is None
    assert [path for path, _headers in server.requests] == ["/to?/to?/", "/to?/", "/"]


def test_a_fourth_redirect_is_not_followed(server: CalendarServer) -> None:
    assert fetch_calendar(server.url("/to?" * 3 + "/")).content == CALENDAR
    server.requests.clear()
    assert refusal(server.url("/to?" * 4 + "/")) == ("redirects", "localhost")
    assert len(server.requests) == 4


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "169.254.169.254"])
def test_a_redirect_to_an_inner_address_is_refused(server: CalendarServer, host: str) -> None:
    code, detail = refusal(server.url(f"/to?http://{host}:{server.port}/"))
    assert code == "address_refused"
    assert detail in (host.strip("[]"), "")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://localhost/", "gopher://localhost/", "http://a@localhost/"]
)
def test_a_redirect_to_what_is_no_calendar_address_is_refused(server: CalendarServer, target: str) -> None:
    assert refusal(server.url(f"/to?{target}"))[0] == "address_refused"


def test_a_redirect_to_nowhere_is_refused(server: CalendarServer) -> None:
    assert refusal(server.url("/to?"))[0] == "redirects"


@pytest.mark.parametrize("target", ["http://x%5B%5D/", "http://%5Bx/", "//%5B::1"])
def test_a_redirect_to_what_is_no_address_at_all_is_refused(server: CalendarServer, target: str) -> None:
    assert refusal(server.url(f"/to-quoted?{target}")) == ("redirects", "localhost")


def test_a_redirect_to_another_port_is_refused(server: CalendarServer) -> None:
    assert refusal(server.url("/to?http://localhost:22/")) == ("address_refused", "localhost")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0", "127.1", "0x7f000001", "017700000001"]
)
def test_numbers_of_this_machine_are_refused_in_any_notation(host: str) -> None:
    assert refusal(f"http://{host}/")[0] == "address_refused"


def test_a_name_with_one_inner_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_names(monkeypatch, {"calendar.example.org": ["8.8.8.8", "10.0.0.5"]})
    forbid_connections(monkeypatch)
    assert refusal("https://calendar.example.org/") == ("address_refused", "calendar.example.org")


def test_the_connection_goes_to_the_address_that_was_looked_at(
    server: CalendarServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = ["calendar.example.org"]
    asked = answer_names(monkeypatch, {"calendar.example.org": ["127.0.0.1"]})
    assert fetch_calendar(server.url(host="calendar.example.org")).content == CALENDAR
    assert asked == ["calendar.example.org"]
    assert server.requests[0][1]["Host"] == f"calendar.example.org:{server.port}"


def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer(
    server: CalendarServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = ["calendar.example.org"]
    answer_names(monkeypatch, {"calendar.example.org": ["127.0.0.2", "127.0.0.1"]})
    assert fetch_calendar(server.url(host="calendar.example.org")).content == CALENDAR


def test_a_proxy_from_the_environment_is_not_used(server: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch_calendar(server.url()).content == CALENDAR


@pytest.mark.parametrize(
    "url",
    [
        "",
        "calendar.ics",
        "//calendar.example.org/",
        "ftp://calendar.example.org/",
        "file:///etc/passwd",
        "data:text/calendar,BEGIN:VCALENDAR",
        "https://",
        "https://user:word@calendar.example.org/",
        "https://calendar.example.org@127.0.0.1/",
        "https://calendar.example.org\\@127.0.0.1/",
        "https://calendar.example.org:port/",
        "https://calendar.example.org:99999/",
        "https://-/",
        "https://a b.example.org/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://" + "ü" * 80 + ".example.org/",
        "https://calendar.example.org:8080/",
        "https://calendar.example.org:22/",
    ],
)
def test_addresses_that_no_calendar_has_are_refused_before_anything_is_asked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_names(monkeypatch, {})
    assert refusal(url)[0] == "address_refused"
    assert asked == []


class TestTLS:
    """https, with a certificate made for the test."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        return write_certificate(tmp_path / "server.pem", "localhost")

    @pytest.fixture
    def secure(self, certificate: Path, settings: Any) -> Iterator[CalendarServer]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with calendar_server(context) as running:
            settings.TAFELRUNDE_IMPORT_PORTS = [running.port]
            settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = ["localhost", "calendar.example.org"]
            yield running

    @pytest.fixture
    def trusted(self, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    @pytest.mark.usefixtures("trusted")
    def test_a_trusted_certificate_is_accepted(self, secure: CalendarServer) -> None:
        assert fetch_calendar(secure.url()).content == CALENDAR
        assert fetch_calendar(secure.url().replace("https", "webcal")).content == CALENDAR

    def test_an_unknown_certificate_is_refused(self, secure: CalendarServer) -> None:
        assert refusal(secure.url()) == ("tls", "localhost")

    @pytest.mark.usefixtures("trusted")
    def test_a_certificate_for_another_name_is_refused(
        self, secure: CalendarServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer_names(monkeypatch, {"calendar.example.org": ["127.0.0.1"]})
        assert refusal(secure.url(host="calendar.example.org")) == ("tls", "calendar.example.org")

    @pytest.mark.usefixtures("trusted")
    def test_a_redirect_from_https_to_http_is_refused(self, secure: CalendarServer) -> None:
        assert refusal(secure.url(f"/to?http://localhost:{secure.port}/")) == ("redirects", "localhost")

    @pytest.mark.usefixtures("trusted", "hurried")
    @pytest.mark.parametrize("path", ["/drip", "/drip-headers", "/silent"])
    def test_a_slow_server_is_left_at_the_deadline(self, secure: CalendarServer, path: str) -> None:
        assert refusal(secure.url(path)) == ("timeout", "localhost")


def write_certificate(path: Path, name: str) -> Path:
    """Write a certificate that signs itself, and its key, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    certificate = builder.sign(key, hashes.SHA256())
    encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(encoding, private, serialization.NoEncryption()) + certificate.public_bytes(encoding)
    )
    return path


def answer_names(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Resolve just these names; return the list of names that are asked for."""
    asked = []

    def getaddrinfo(host: str, port: int, *_args: Any, **_kwargs: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        families = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(families[ip_address(a).version], socket.SOCK_STREAM, 6, "", (a, port)) for a in names[host]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def forbid_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_args: Any) -> None:
        pytest.fail("something was connected to")

    monkeypatch.setattr(socket.socket, "connect", connect)
