"""One call to an ad platform: sent with care, answered within limits, and every failure told by what can be done.

    caller.ask("GET", "/act_1/insights", params=...) -> Reply      asked again where that can help
    caller.tell("POST", "/120210", form=...)         -> Reply      a change: sent once, whatever happens

A platform says what is wrong in its own way, so its `judge` reads replies; what a connection alone can tell (no
answer, a page instead of data, a redirect) is judged here. Waits that a platform asks for are obeyed, and its own
counters are read after every reply (`pace`), so that a limit is met by waiting and not by running into it.
"""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from paidsocial.errors import PlatformError, Trouble

ATTEMPTS = 5
MOST_BYTES = 64 * 1024 * 1024  # of one reply, unpacked; the largest page that any platform documents is far smaller
CONNECT_SECONDS, READ_SECONDS = 10.0, 90.0
PATIENCE = 120.0  # seconds that a call waits by itself; a longer wait is for whoever planned the work
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: `body` decoded from JSON (None where there is none), `raw` as it came.

    `request_id`: the platform's own number of the request, where a header of it tells one.
    """

    status: int
    headers: Mapping[str, str]
    body: Any
    raw: bytes
    request_id: str | None = None

    def of_type(self, kind: type[dict[str, Any] | list[Any]], platform: str) -> Any:
        """The body, where it is what was expected. Raises PlatformError."""
        if isinstance(self.body, kind):
            return self.body
        raise unreadable(platform, "its reply has another form than documented")


@dataclass(frozen=True, slots=True)
class Fault:
    """What a platform said is wrong: `said` in its own words, `wait` in seconds where it names a time."""

    trouble: Trouble
    said: str
    request_id: str | None = None
    wait: float | None = None


Judge = Callable[[Reply], Fault | None]  # None: nothing is wrong
Pace = Callable[[Mapping[str, str]], float]  # a reply's headers -> seconds to leave the platform alone


def no_pace(_headers: Mapping[str, str]) -> float:
    """For a platform that tells nothing of its limits."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """How a caller tells and passes time; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    patience: float = PATIENCE
    read_seconds: float = READ_SECONDS
    chance: Callable[[], float] = random.random


@dataclass
class Caller:
    """Calls of one platform under one sign-in. `base` is the host and path that calls begin with. Not for threads."""

    platform: str  # its name, for people
    base: str
    judge: Judge
    auth: httpx.Auth | None = None
    pace: Pace = no_pace
    headers: Mapping[str, str] = field(default_factory=dict)
    timing: Timing = field(default_factory=Timing)
    request_ids: tuple[str, ...] = ()  # the headers that may tell the platform's number of a request, best first
    calls: int = 0
    _free_at: float = 0.0
    _client: httpx.Client | None = None

    def ask(self, method: str, path: str, **options: Any) -> Reply:
        """A call that changes nothing, so that it may be sent again. `options`: params, json, form, headers, base.

        Raises PlatformError when asking again is of no use, or did not help.
        """
        again = Retrying(
            retry=retry_if_exception(self._worth_again),
            stop=stop_after_attempt(ATTEMPTS),
            wait=self._pause,
            sleep=self.timing.sleep,
            reraise=True,
        )
        return again(self._send, method, path, **options)

    def tell(self, method: str, path: str, **options: Any) -> Reply:
        """A call that changes something: sent once. Raises PlatformError; `may_have_happened` says what is known."""
        return self._send(method, path, **options)

    def close(self) -> None:
        """Let the connections go."""
        if self._client is not None:
            self._client.close()
            self._client = None

    # ---- again

    def _worth_again(self, error: BaseException) -> bool:
        if not isinstance(error, PlatformError) or error.permanent or error.trouble is Trouble.TOO_MUCH:
            return False
        return error.wait is None or error.wait <= self.timing.patience

    def _pause(self, state: RetryCallState) -> float:
        """The platform's own delay, else growing ones; never the same for two that failed together."""
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.wait if isinstance(error, PlatformError) else None
        if asked is not None:
            return asked + self.timing.chance()
        longest = min(_FIRST_PAUSE * 2 ** (state.attempt_number - 1), _LONGEST_PAUSE)
        return float(longest * (0.5 + self.timing.chance() / 2))

    # ---- once

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | str | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        base: str | None = None,
        auth: httpx.Auth | None = None,
    ) -> Reply:
        self._keep_pace()
        url = self._address(path, base or self.base)
        if isinstance(params, str):  # written by hand, where a platform wants its own encoding
            url, params = f"{url}?{params}", None
        body = None if json is None else _encoded(json)
        told = {} if json is None else {"content-type": "application/json"}
        request = self._open().build_request(
            method, url, params=params, content=body, data=form, headers={**told, **self.headers, **(headers or {})}
        )
        self.calls += 1
        reply = self._reply(request, auth or self.auth)
        self._free_at = self.timing.now() + max(self.pace(reply.headers), 0.0)
        self._check(reply)
        return reply

    def _keep_pace(self) -> None:
        left = self._free_at - self.timing.now()
        if left <= 0:
            return
        if left > self.timing.patience:
            raise PlatformError(
                f"{self.platform} asks for a pause of {_duration(left)} before the next call; it goes on after that.",
                trouble=Trouble.THROTTLED,
                platform=self.platform,
                wait=left,
            )
        self.timing.sleep(left)

    def _address(self, path: str, base: str) -> str:
        """The whole address; one that a reply named must lead to the same host, because a token goes with it."""
        if "://" not in path:
            return base.rstrip("/") + path
        wanted, known = urlsplit(path), urlsplit(base)
        if (wanted.scheme, wanted.netloc) != (known.scheme, known.netloc):
            raise self._redirected(wanted.netloc)
        return path

    def _open(self) -> httpx.Client:
        if self._client is None:
            timeout = httpx.Timeout(self.timing.read_seconds, connect=CONNECT_SECONDS)
            self._client = httpx.Client(timeout=timeout, follow_redirects=False)
        return self._client

    def _reply(self, request: httpx.Request, auth: httpx.Auth | None) -> Reply:
        try:
            response = self._open().send(request, stream=True, auth=auth)
            try:
                raw = self._read(response)
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._not_reached(error) from error
        except httpx.HTTPError as error:
            slow = isinstance(error, httpx.TimeoutException)
            reason = "did not answer in time" if slow else "broke off before its answer was whole"
            raise PlatformError(
                f"{self.platform} {reason}.", trouble=Trouble.NO_ANSWER, platform=self.platform
            ) from error
        if response.is_redirect:
            raise self._redirected(urlsplit(response.headers.get("location", "")).netloc or "somewhere else")
        number = next((told for name in self.request_ids if (told := response.headers.get(name))), None)
        return Reply(response.status_code, response.headers, _decoded(raw), raw, number)

    def _read(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        for block in response.iter_bytes():
            size += len(block)
            if size > MOST_BYTES:
                raise PlatformError(
                    f"{self.platform} sent more than {MOST_BYTES // 1024 // 1024} MB in one reply; fewer days are "
                    "asked for at a time.",
                    trouble=Trouble.TOO_MUCH,
                    platform=self.platform,
                )
            parts.append(block)
        return b"".join(parts)

    # ---- what is wrong

    def _check(self, reply: Reply) -> None:
        fault = self.judge(reply) or _by_status(reply)
        if fault is None:
            return
        said = f" ({fault.said.rstrip('.')})" if fault.said else ""
        request_id = fault.request_id or reply.request_id
        number = f" Its request id is {request_id}." if request_id else ""
        raise PlatformError(
            f"{self.platform} {_WORDS[fault.trouble].format(said=said, wait=_duration(fault.wait))}{number}",
            trouble=fault.trouble,
            platform=self.platform,
            request_id=request_id,
            wait=fault.wait,
        )

    def _not_reached(self, error: httpx.HTTPError) -> PlatformError:
        if _is_about_certificate(error):
            return PlatformError(
                f"Whoever answers at {self.platform}'s address cannot prove to be {self.platform} (its certificate is "
                "not valid), so nothing was sent. Ask whoever runs your network or proxy.",
                trouble=Trouble.CERTIFICATE,
                platform=self.platform,
            )
        return PlatformError(
            f"{self.platform} cannot be reached; nothing was sent. Check the connection to the internet.",
            trouble=Trouble.UNREACHABLE,
            platform=self.platform,
        )

    def _redirected(self, host: str) -> PlatformError:
        return PlatformError(
            f"{self.platform} sent us on to {host}, and a token never goes to another host. If the platform has moved, "
            "set its new address; otherwise ask whoever runs your network or proxy.",
            trouble=Trouble.REDIRECT,
            platform=self.platform,
        )


# One sentence for each trouble: what it is and what to do next. `said` is the platform's own text in brackets.
_WORDS = {
    Trouble.SIGN_IN: "does not accept our sign-in any more{said}. Connect the account again.",
    Trouble.SCOPE: "does not allow this with the permissions granted{said}. Connect again and grant them all.",
    Trouble.ACCOUNT: "does not let us into this ad account{said}. Look at its state on the platform.",
    Trouble.NOT_FOUND: "no longer knows what was asked for{said}. It may have been deleted there.",
    Trouble.REFUSED: "refused{said}.",
    Trouble.THROTTLED: "asks for fewer calls{said}; it goes on after {wait}.",
    Trouble.BUSY: "has trouble of its own{said}; it is asked again later.",
    Trouble.TOO_MUCH: "has too much data for one reply{said}; less is asked for at a time.",
    Trouble.UNREADABLE: "answered in a way that cannot be read{said}.",
    Trouble.NO_ANSWER: "did not answer{said}.",
}


def unreadable(platform: str, why: str, request_id: str | None = None) -> PlatformError:
    """A reply that is not what was documented."""
    return PlatformError(
        f"{platform} answered in a way that cannot be read ({why}).",
        trouble=Trouble.UNREADABLE,
        platform=platform,
        request_id=request_id,
    )


def _by_status(reply: Reply) -> Fault | None:
    """What a status alone tells, where a platform's own judge has nothing to say."""
    status = reply.status
    if status < 400:
        if reply.body is None and reply.raw.lstrip()[:1] in {b"<", b""} and reply.raw:
            return Fault(Trouble.UNREADABLE, "a web page instead of data")
        return None
    trouble = {
        401: Trouble.SIGN_IN,
        403: Trouble.SCOPE,
        404: Trouble.NOT_FOUND,
        408: Trouble.BUSY,
        413: Trouble.TOO_MUCH,
        414: Trouble.TOO_MUCH,
        423: Trouble.BUSY,
        429: Trouble.THROTTLED,
    }.get(status, Trouble.BUSY if status >= 500 else Trouble.REFUSED)
    return Fault(trouble, f"status {status}", wait=_retry_after(reply.headers))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after", "")
    return float(text) if text.isdecimal() else None


def _encoded(value: Any) -> str:
    """JSON in which a Decimal is the very number that it is: it may be money."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{_encoded(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_encoded, value)) + "]"
    return json.dumps(value)


def _decoded(raw: bytes) -> Any:
    """JSON, or None. Numbers with a fraction stay exact: they may be money."""
    try:
        return json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no figure")


def _is_about_certificate(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "a while"
    if seconds < 90:
        return f"{max(round(seconds), 1)} seconds"
    return f"{round(seconds / 60)} minutes" if seconds < 5400 else f"{round(seconds / 3600)} hours"
