"""Headers, cookies, the secret key, errors and logs."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask

from paidsocial.config import Settings
from paidsocial.errors import BadConfiguration, Forbidden, NotEnoughData, NotFound, Refused, Stale
from paidsocial.services.access import Role
from paidsocial.web.access import public
from paidsocial.web.auth import local_address
from paidsocial.web.security import is_loopback, secret_key
from tests.support.browser import PASSWORD, Browser
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]


def test_the_content_policy_admits_nothing_inline_and_nothing_foreign(browser: Browser, cast: Cast) -> None:
    headers = browser.get("/sign-in").response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "script-src" not in policy, "default-src holds for scripts"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/nowhere", "/sign-in", "/static/css/app.css", "/you", "/static/nothing.css"])
def test_every_answer_carries_the_headers(browser: Browser, cast: Cast, path: str) -> None:
    with browser.client.get(path) as answer:
        headers = answer.headers
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Request-Id"):
        assert headers.get(name), f"{path} lacks {name}"


def test_static_files_are_cached_under_an_address_that_changes(browser: Browser, cast: Cast) -> None:
    sheet = browser.get("/sign-in").soup.select_one("link[rel=stylesheet]")
    assert sheet is not None
    address = str(sheet["href"])
    assert "?v=" in address
    with browser.client.get(address) as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("base_url", "secure"),
    [("http://localhost:8000", False), ("http://192.0.2.7", True), ("https://ads.example", True)],
)
def test_cookies_are_secure_except_on_this_very_machine(
    browser: Browser, cast: Cast, base_url: str, secure: bool
) -> None:
    cookie = browser.client.get("/sign-in", base_url=base_url).headers["Set-Cookie"]
    assert ("Secure" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_everything_is_secure(make_app: Callable[..., Flask], settings: Settings, cast: Cast) -> None:
    app = make_app(replace(settings, behind_https=True, trusted_proxies=1))
    answer = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"})
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("localhost:8000", True), ("127.0.0.1:80", True), ("[::1]:8000", True), ("[::1]", True),
     ("app.localhost", True), ("10.0.0.1", False), ("localhost.evil.example", False), ("", False)],
)  # fmt: skip
def test_what_this_very_machine_is_called(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/you?x=1", "/you?x=1"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("/\t/evil.example", None),
        ("http://[", None),
        ("https://evil.example", None),
        ("you", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_this_server_are_followed(text: str | None, expected: str | None) -> None:
    assert local_address(text) == expected


@pytest.mark.parametrize(
    "after", ["//evil.example", "https://evil.example", "/\t/evil.example", "http://[", "\\\\evil"]
)
def test_signing_in_leads_nowhere_else(make_app: Callable[..., Flask], cast: Cast, after: str) -> None:
    browser = Browser(make_app(testing=False).test_client())
    browser.get("/sign-in")
    form = {"email": cast.email(Role.VIEWER), "password": PASSWORD, "next": after}
    page = browser.post(f"/sign-in?next={quote(after)}", form)
    assert page.status in {200, 302, 422}
    assert urlsplit(page.response.headers.get("Location", "")).netloc in {"", "localhost"}


class TestSecretKey:
    def test_it_is_made_once_and_private(self, settings: Settings) -> None:
        first = secret_key(settings)
        assert len(first) >= 32
        assert secret_key(settings) == first
        path = settings.home / "secret_key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [file.name for file in settings.home.iterdir()] == ["secret_key"]

    def test_the_environments_comes_first(self, settings: Settings) -> None:
        assert secret_key(replace(settings, secret_key="x" * 40)) == "x" * 40
        assert not settings.home.exists()

    def test_a_spoilt_file_stops_the_start(self, settings: Settings) -> None:
        settings.home.mkdir()
        (settings.home / "secret_key").write_text("short")
        with pytest.raises(BadConfiguration, match="delete it to have a new one made"):
            secret_key(settings)

    def test_a_home_that_is_no_folder_stops_the_start(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(BadConfiguration, match="set PAIDSOCIAL_SECRET_KEY"):
            secret_key(replace(settings, home=tmp_path / "file"))


class TestErrors:
    @pytest.fixture
    def app(self, make_app: Callable[..., Flask]) -> Flask:
        """The application as it is served, with pages that go wrong."""
        app = make_app(testing=False)

        def going_wrong(name: str) -> str:
            raise {
                "refused": Refused("Not like this; do that instead."),
                "missing": NotFound("No such plan line."),
                "forbidden": Forbidden("Not your role."),
                "stale": Stale("Changed since."),
                "little": NotEnoughData("Only two days."),
                "bug": ZeroDivisionError("the secret insides"),
            }[name]

        app.add_url_rule("/wrong/<name>", "wrong", public(going_wrong), methods=["GET", "POST"])
        return app

    @pytest.mark.parametrize(
        ("name", "get", "post"),
        [("refused", 400, 422), ("missing", 404, 404), ("forbidden", 403, 403), ("stale", 409, 409),
         ("little", 422, 422), ("bug", 500, 500)],
    )  # fmt: skip
    def test_each_error_has_its_status(self, browser: Browser, cast: Cast, name: str, get: int, post: int) -> None:
        assert browser.get(f"/wrong/{name}").status == get
        assert browser.post(f"/wrong/{name}").status == post

    def test_a_refusal_is_told_in_its_own_words(self, browser: Browser, cast: Cast) -> None:
        page = browser.get("/wrong/refused")
        assert "Not like this; do that instead." in page.text

    def test_a_breakdown_shows_a_number_and_no_insides(
        self, browser: Browser, cast: Cast, capsys: pytest.CaptureFixture[str]
    ) -> None:
        page = browser.get("/wrong/bug", headers={"X-Request-Id": "abcdef0123456789"})
        assert page.response.headers["X-Request-Id"] == "abcdef0123456789"
        assert "abcdef0123456789" in page.text
        assert "secret insides" not in page.response.text
        assert "Traceback" not in page.response.text

    def test_fragments_become_a_toast_and_programs_get_json(self, browser: Browser, cast: Cast) -> None:
        toast = browser.get("/wrong/stale", headers={"HX-Request": "true"})
        assert toast.response.headers["HX-Retarget"] == "#toasts"
        assert toast.soup.html is None
        assert "Changed since." in toast.text
        answer = browser.client.get("/wrong/missing", headers={"Accept": "application/json"})
        assert answer.json == {"error": {"code": "not_found", "message": "No such plan line."}}

    def test_a_stranger_with_a_stale_page_is_led_to_sign_in(self, browser: Browser, cast: Cast) -> None:
        fragment = browser.client.get("/scope", headers={"HX-Request": "true"})
        assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (401, "/sign-in")
        program = browser.client.get("/scope", headers={"Accept": "application/json"})
        assert program.status_code == 401


def test_too_large_an_upload_is_refused_in_words(
    make_app: Callable[..., Flask], settings: Settings, cast: Cast
) -> None:
    browser = Browser(make_app(replace(settings, max_upload_bytes=1024 * 1024)).test_client())
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"email": "x" * 1_200_000, "password": "y"})
    assert page.status == 413
    assert "Uploads may have 1 MB in all" in page.text


def test_the_log_has_one_line_a_request_and_no_secret(
    make_app: Callable[..., Flask], cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = Browser(make_app(testing=False).test_client())
    capsys.readouterr()
    browser.get("/welcome/very-secret-token?also=secret")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert [line["page"] for line in lines] == ["/welcome/<token>"]
    assert "secret" not in json.dumps(lines)
    assert {"method", "status", "milliseconds", "request_id", "timestamp"} <= set(lines[0])


def test_the_health_page_asks_the_database(browser: Browser) -> None:
    assert browser.client.get("/health").json == {"status": "ok"}
