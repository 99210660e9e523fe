"""A browser for tests: it keeps cookies, sends the page's own CSRF token, and looks critically at what it gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery staple"
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Request-Id")


@dataclass
class Page:
    """An answer, and its markup where it has one."""

    response: TestResponse
    soup: BeautifulSoup

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def location(self) -> str:
        """Where it leads, path and parameters only."""
        parts = urlsplit(self.response.headers.get("Location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def heading(self) -> str:
        """The page's one h1."""
        found = self.soup.find("h1")
        return " ".join(found.get_text(" ").split()) if found else ""

    def errors(self) -> list[str]:
        """The messages of a form that was not accepted."""
        return [" ".join(tag.get_text(" ").split()) for tag in self.soup.select(".error, .note-red .note-body")]


class Browser:
    """Gets and posts as a person at a browser would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._token: str | None = None

    def get(self, path: str, *, follow: bool = False, **options: Any) -> Page:
        """Open a page. Every HTML answer is checked by `look_at`."""
        return self._page(self.client.get(path, follow_redirects=follow, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = False, **options: Any) -> Page:
        """Send a form with the token of the last page."""
        if self._token is None:
            self.get("/sign-in", follow=True)
        whole = {"csrf_token": self._token or "", **(data or {})}
        return self._page(self.client.post(path, data=whole, follow_redirects=follow, **options))

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        """Sign in with the form."""
        self.get("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password})

    def _page(self, response: TestResponse) -> Page:
        html = response.mimetype == "text/html"
        soup = BeautifulSoup(response.data, "html.parser") if html else BeautifulSoup("", "html.parser")
        page = Page(response, soup)
        if html and not response.location:
            look_at(page)
            token = soup.select_one("meta[name=csrf-token]")
            if isinstance(token, Tag):
                self._token = str(token["content"])
        return page


def look_at(page: Page) -> None:
    """What must hold for every page and fragment: headers, unique ids, labels that lead somewhere, forms with tokens,
    nothing that the content policy would refuse, one h1 and a title."""
    missing = [name for name in HEADERS if name not in page.response.headers]
    assert not missing, f"headers are missing: {missing}"
    soup = page.soup
    ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
    assert not [name for name, count in ids.items() if count > 1], f"ids stand twice: {ids.most_common(3)}"
    for label in soup.select("label[for]"):
        assert label["for"] in ids, f"a label leads nowhere: {label}"
    for name in ("aria-describedby", "aria-labelledby"):
        for tag in soup.select(f"[{name}]"):
            lost = set(str(tag[name]).split()) - set(ids)
            assert not lost, f"{name} leads nowhere: {lost}"
    assert not soup.select("[style], style"), "inline styles are refused by the content policy"
    handlers = [tag.name for tag in soup.find_all() if any(name.startswith(("on", "hx-on")) for name in tag.attrs)]
    assert not handlers, f"inline handlers are refused by the content policy: {handlers}"
    for script in soup.select("script"):
        assert script.get("src") or script.get("type") == "application/json", "an inline script"
    for form in soup.select("form"):
        if str(form.get("method", "get")).lower() == "post":
            assert form.select_one("[name=csrf_token]"), f"a form without its token: {form.get('action')}"
        for field in form.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
            named = field.get("aria-label") or field.get("id") in {label.get("for") for label in soup.select("label")}
            assert named or field.find_parent("label") or field.get("aria-hidden"), f"a field without a label: {field}"
    for button in soup.select("button, summary, a[href]"):
        spoken = button.get_text(strip=True) or button.get("aria-label") or button.select_one("[aria-label], [title]")
        assert spoken or button.get("title"), f"a control without a name: {button}"
    if soup.find("html"):
        assert len(soup.find_all("h1")) == 1, "a page has one h1"
        assert soup.title
        assert soup.title.get_text(strip=True)
        assert soup.find("main"), "a page has a main part"
