"""Where a batch comes from: a file somebody brought, or a pull from a platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from paidsocial.platforms.reading import ParsedFile
from paidsocial.services.access import Actor
from paidsocial.services.imports.files import KeptFile
from paidsocial.services.imports.options import ImportOptions


@dataclass(frozen=True, slots=True)
class Source:
    """What every part of one file, or of one pull, shares.

    `kept` is None for a preview: nothing is written then. `accepts`: the held import that a person accepted, which this
    stores. `rereads`: a kept original is read anew with another conversion column, so a fall is no surprise and what it
    leaves out was decided before. `original`: of a pull, writes what was pulled as a file, should it have to wait for a
    person; a pull that is stored keeps no file, because its rows are the same and the platform can be asked again.
    """

    actor: Actor
    parsed: ParsedFile
    options: ImportOptions
    kept: KeptFile | None
    now: datetime
    seen_at: datetime
    accepts: int | None = None
    rereads: bool = False
    original: Callable[[], KeptFile] | None = None

    @property
    def pulled(self) -> bool:
        """Whether it came from a platform."""
        return self.original is not None

    @property
    def dry_run(self) -> bool:
        """Whether nothing may be changed."""
        return self.kept is None and not self.pulled
