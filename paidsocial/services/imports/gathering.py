"""The files a person means: those named, those in folders and those in archives, one after the other.

Each is opened only when its turn comes, and what is no export is named, never fatal.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from paidsocial.errors import BadInput, UnreadableFile
from paidsocial.platforms.reading import shown_name
from paidsocial.services.imports.archives import Archive, Member, PassedOver, is_archive, is_table, tidy_name

_ARCHIVE = ".zip"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import: its name as it is shown, and how to open it."""

    name: str
    stream: AbstractContextManager[BinaryIO]


def listed(paths: Sequence[Path]) -> tuple[list[tuple[str, Path]], list[PassedOver]]:
    """Every file that the paths mean, folders read to their depths in order, with the name it is shown by."""
    files: list[tuple[str, Path]] = []
    passed_over: list[PassedOver] = []
    for path in paths:
        if not path.is_dir():
            files.append((shown_name(path.name), path))
            continue
        top = path.resolve().name
        for inner in sorted(_within(path)):
            relative = inner.relative_to(path)
            name = shown_name(f"{top}/{relative.as_posix()}" if top else relative.as_posix())
            reason = _why_not(inner, relative)
            if reason is None:
                files.append((name, inner))
            else:
                passed_over.append(PassedOver(name, reason))
    return files, passed_over


def _within(folder: Path) -> Iterator[Path]:
    """Files below a folder; a link that leads out of it, or round in a circle, is not followed."""
    for inner in folder.rglob("*"):
        if inner.is_file() and not any(
            parent.is_symlink() for parent in (inner, *inner.parents) if folder in parent.parents
        ):
            yield inner


def _why_not(path: Path, relative: Path) -> str | None:
    if any(part.startswith(".") for part in relative.parts):
        return "A hidden file."
    if is_table(path.name) or path.suffix.casefold() == _ARCHIVE:
        return None
    return "Not a table: its name ends neither in .csv, .tsv or .txt nor in .xlsx or .zip."


def each(name: str, path: Path) -> Iterator[Found | PassedOver]:
    """What a file on disk holds: itself, or the members of an archive. Raises UnreadableFile, or BadInput."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput("It is a pipe or a device, not a file. Save what comes from it first.", field="files")
        with path.open("rb") as stream:
            if not is_archive(stream):
                yield Found(name, nullcontext(stream))
                return
            yield from within(stream, name)
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror or error}.", field="files") from error


def within(stream: BinaryIO, name: str) -> Iterator[Found | PassedOver]:
    """The members of an archive. Raises UnreadableFile where it is none, too large, or has nothing to import."""
    archive = Archive(stream, tidy_name(name))
    try:
        if not archive.members and not archive.passed_over:
            raise UnreadableFile("The archive is empty. Export the files again and pack them anew.")
        for member in archive.members:
            yield Found(member.name, archive.open(member))
        yield from archive.passed_over
    finally:
        archive.close()


__all__ = ["Found", "Member", "PassedOver", "each", "listed", "within"]
