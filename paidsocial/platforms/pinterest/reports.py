"""Pinterest's reports: one is asked for, waited for, and fetched as a file from another host.

Replies at once exist too, and are not used: they want every id, reach back 90 days and may be cut short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import Hosts
from paidsocial.platforms.live.http import Caller, Timing, unreadable
from paidsocial.platforms.pinterest.faults import judge_file
from paidsocial.platforms.pinterest.sign_in import NAME

_PAUSES = (2.0, 3.0, 5.0, 10.0, *[20.0] * 42)  # seconds between looks: a quarter of an hour in all
_LINKS = 2  # a link lasts five minutes, the report an hour


class Reports:
    """Reports under one sign-in."""

    def __init__(self, caller: Caller, hosts: Hosts, timing: Timing) -> None:
        self._caller, self._hosts, self._timing = caller, hosts, timing

    def rows(self, account_id: str, wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Every row of one report. Raises PlatformError."""
        path = f"/ad_accounts/{account_id}/reports"
        # asked again it makes one more report and changes nothing
        token = self._caller.ask("POST", path, json=wanted).of_type(dict, NAME).get("token")
        if not isinstance(token, str) or not token:
            raise unreadable(NAME, "there is no token in its reply")
        return _rows_of(self._file(path, token))

    def _file(self, path: str, token: str) -> Any:
        for _ in range(_LINKS):
            try:
                return self._download(self._link(path, token))
            except PlatformError as error:
                if error.trouble is not Trouble.NOT_FOUND:
                    raise
        raise _later("the links to its report ended before it was fetched")

    def _link(self, path: str, token: str) -> str:
        """Where the report is, once it is there."""
        for pause in _PAUSES:
            body = self._caller.ask("GET", path, params={"token": token}).of_type(dict, NAME)
            status, url = body.get("report_status"), body.get("url")
            if status == "FINISHED" and isinstance(url, str) and url:
                return url
            if status != "IN_PROGRESS":
                raise _later(f"its report is {status}")
            self._timing.sleep(pause)
        raise _later("its report is still not ready")

    def _download(self, url: str) -> Any:
        """The file's content. No token goes along, so any host will do that proves its name, unless one is set."""
        parts = urlsplit(url)
        base = self._hosts.download or f"https://{parts.netloc}"
        files = Caller(NAME, base, judge_file, timing=self._timing)
        try:
            return files.ask("GET", url).body
        finally:
            files.close()


def _rows_of(body: Any) -> Iterator[dict[str, Any]]:
    """(unverified) A report's file is an object: lists of rows by the id of what they are about. A bare list is taken
    as well, because replies at once have that form.
    """
    lists = body.values() if isinstance(body, dict) else [body]
    for rows in lists:
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise unreadable(NAME, "its report has another form than documented")
        yield from rows


def _later(why: str) -> PlatformError:
    return PlatformError(
        f"Pinterest has trouble of its own ({why}); it is asked again later.", trouble=Trouble.BUSY, platform=NAME
    )
