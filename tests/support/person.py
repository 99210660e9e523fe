"""A person at a browser who is far away: real HTTP to a web process that may be gone at any moment."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
from bs4 import BeautifulSoup

from tests.support.browser import PASSWORD


@dataclass
class Person:
    """Presses buttons; signs in when a page asks for it."""

    address: str
    email: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, follow_redirects=False))

    def press(self, path: str, **form: str) -> str:
        """What came of it: done, refused with the status, or that the web is away."""
        try:
            return self._pressed(path, form)
        except httpx.TransportError:
            return "web away"

    def finds_the_web(self) -> bool:
        """Whether anybody answers."""
        try:
            return self.client.get(f"{self.address}/sign-in").status_code == 200
        except httpx.TransportError:
            return False

    def _pressed(self, path: str, form: dict[str, str]) -> str:
        token = self._token("/changes/")
        if token is None:
            reply = self._post("/sign-in", {"email": self.email, "password": PASSWORD}, self._token("/sign-in"))
            assert reply.status_code == 302, f"signing in answered {reply.status_code}"
            token = self._token("/changes/")
        reply = self._post(path, form, token)
        return "done" if reply.status_code == 302 else f"answered {reply.status_code}"

    def _token(self, path: str) -> str | None:
        """The form token of a page; None where it leads to signing in."""
        reply = self.client.get(f"{self.address}{path}")
        if reply.status_code == 302:
            return None
        assert reply.status_code == 200, f"{path} answered {reply.status_code}"
        found = BeautifulSoup(reply.text, "html.parser").select_one("meta[name=csrf-token], [name=csrf_token]")
        assert found is not None, path
        return str(found.get("content") or found.get("value"))

    def _post(self, path: str, form: dict[str, str], token: str | None) -> httpx.Response:
        return self.client.post(f"{self.address}{path}", data={"csrf_token": token or "", **form})
