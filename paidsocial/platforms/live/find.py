"""Every platform that can be connected live, found by its folder's `api.py`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import cast

from paidsocial import platforms
from paidsocial.platforms.live.connector import Access, Connector, Hosts, SignIn
from paidsocial.platforms.registry import known_platforms


@dataclass(frozen=True, slots=True)
class LivePlatform:
    """How to reach a platform: its usual hosts, its way of signing in, its connector."""

    slug: str
    name: str
    hosts: Hosts
    sign_in: SignIn
    connector: type[Connector]

    def open(self, access: Access) -> Connector:
        """A connector under one sign-in."""
        make = cast("Callable[[Access], Connector]", self.connector)
        return make(access)


@cache
def live_platforms() -> dict[str, LivePlatform]:
    """The platforms that can be connected, by slug, in the order of their names."""
    found = {}
    for slug, platform in sorted(known_platforms().items()):
        name = f"{platforms.__name__}.{slug}.api"
        if find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        found[slug] = LivePlatform(slug, platform.name, module.HOSTS, module.SIGN_IN, module.CONNECTOR)
    return found
