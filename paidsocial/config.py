"""Settings, read once from the environment. A bad value stops the start and names itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from paidsocial.errors import BadConfiguration

PLATFORMS = ("GOOGLE", "LINKEDIN", "META", "PINTEREST", "REDDIT", "SNAPCHAT", "TIKTOK", "X")
_HOSTS = ("API", "SIGN_IN", "TOKEN", "DOWNLOAD")
_BROKERS = ("redis", "rediss", "amqp", "amqps")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """An ad platform as this installation reaches it: its own developer app, and hosts in place of the usual ones.

    `hosts`: by api, sign_in, token, download. `extra`: what only one platform asks for (PAIDSOCIAL_GOOGLE_APP_...).
    """

    app_id: str = ""
    app_secret: str = field(default="", repr=False)
    hosts: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment decides; everything else is set on the administration pages."""

    database_url: str
    home: Path
    secret_key: str | None = None  # None: made once and kept in `home`
    max_upload_bytes: int = 512 * 1024 * 1024
    behind_https: bool = False  # True: session cookies are sent over HTTPS only, and HSTS is on
    trusted_proxies: int = 0  # how many proxies in front set X-Forwarded-For and -Proto
    token_keys: tuple[str, ...] = ()  # newest first; none: one made once and kept in `home`
    platforms: Mapping[str, PlatformSettings] = field(default_factory=dict)  # by slug
    broker_url: str = field(default="", repr=False)  # where workers get their tasks; none: this machine works by itself
    background: bool = True  # without a broker, `paidsocial serve` does what is due itself
    demo: bool = False  # one-press sign-in per role; only ever on the demo's own database

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read PAIDSOCIAL_* variables. Raises BadConfiguration naming the variable and what it may be."""
        home = Path(environment.get("PAIDSOCIAL_HOME") or "var").resolve()
        return cls(
            database_url=environment.get("PAIDSOCIAL_DATABASE_URL") or f"sqlite:///{home / 'paidsocial.db'}",
            home=home,
            secret_key=_secret(environment.get("PAIDSOCIAL_SECRET_KEY")),
            max_upload_bytes=_whole(environment, "PAIDSOCIAL_MAX_UPLOAD_MB", 512, low=1, high=4096) * 1024 * 1024,
            behind_https=_flag(environment, "PAIDSOCIAL_BEHIND_HTTPS", default=False),
            trusted_proxies=_whole(environment, "PAIDSOCIAL_TRUSTED_PROXIES", 0, low=0, high=5),
            token_keys=tuple(filter(None, environment.get("PAIDSOCIAL_TOKEN_KEY", "").replace(" ", "").split(","))),
            broker_url=_broker(environment),
            background=_flag(environment, "PAIDSOCIAL_BACKGROUND", default=True),
            platforms={name.lower(): _platform(environment, name) for name in PLATFORMS},
        )


def usable_folder(folder: Path, variable: str = "PAIDSOCIAL_HOME") -> Path:
    """The folder, made where it is missing. Raises BadConfiguration naming the variable that chooses it."""
    remedy = f"Set {variable} to a folder that this user can write to."
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise BadConfiguration(f"{folder} is a file, not a folder. {remedy}") from error
    except OSError as error:
        raise BadConfiguration(f"The folder {folder} cannot be made ({error.strerror}). {remedy}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadConfiguration(f"The folder {folder} cannot be written to. {remedy}")
    return folder


def _platform(environment: Mapping[str, str], name: str) -> PlatformSettings:
    """PAIDSOCIAL_<PLATFORM>_APP_ID and _APP_SECRET, _<HOST>_URL for each host, and whatever else begins with _APP_."""
    prefix = f"PAIDSOCIAL_{name}_"
    hosts = {host.lower(): _url(environment, f"{prefix}{host}_URL") for host in _HOSTS}
    own = f"{prefix}APP_"
    extra = {key[len(own) :].lower(): value for key, value in environment.items() if key.startswith(own) and value}
    return PlatformSettings(
        app_id=extra.pop("id", ""),
        app_secret=extra.pop("secret", ""),
        hosts={host: url for host, url in hosts.items() if url},
        extra=extra,
    )


def _url(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(name, "").rstrip("/")
    if not text:
        return ""
    parts = urlsplit(text)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not parts.hostname or not safe or parts.query or parts.username:
        raise BadConfiguration(
            f"{name} must be an address like https://api.example.com, not “{text}”; tokens go there."
        )
    return text


def _broker(environment: Mapping[str, str]) -> str:
    """An address of Redis or RabbitMQ. The message never repeats it: it may hold a password."""
    text = environment.get("PAIDSOCIAL_BROKER_URL", "")
    if text and (urlsplit(text).scheme not in _BROKERS or not urlsplit(text).hostname):
        raise BadConfiguration(
            "PAIDSOCIAL_BROKER_URL must be the address of Redis (redis://host:6379/0) or RabbitMQ (amqp://user@host//)."
        )
    return text


def _secret(value: str | None) -> str | None:
    if value is not None and len(value) < 32:
        raise BadConfiguration("PAIDSOCIAL_SECRET_KEY needs at least 32 characters; leave it unset to have one made.")
    return value


def _whole(environment: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    text = environment.get(name)
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadConfiguration(f"{name} must be a whole number from {low} to {high}, not “{text}”.")
    return int(text)


def _flag(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environment.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _TRUE | _FALSE:
        raise BadConfiguration(f"{name} must be yes or no, not “{text}”.")
    return text in _TRUE
