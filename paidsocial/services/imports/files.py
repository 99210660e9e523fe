"""Original files, kept once each under their SHA-256: `files/ab/abcd...` in the product's home folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from paidsocial.config import usable_folder
from paidsocial.errors import NotFound

_BLOCK = 1 << 20
_FOLDER = "files"
_INCOMING = "incoming-"
_ABANDONED = 24 * 3600  # seconds after which no import is still copying


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An original on disk."""

    sha256: str
    size: int
    path: Path


def path_of(home: Path, sha256: str) -> Path:
    """Where the file with this hash stands."""
    return home / _FOLDER / sha256[:2] / sha256


def keep(home: Path, stream: BinaryIO) -> KeptFile:
    """Store a seekable stream under its hash; the same content again is not written twice.

    The file appears complete or not at all: it is written beside its place and moved there.
    """
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    folder = home / _FOLDER
    usable_folder(home)
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=_INCOMING, delete=False) as copy:
        try:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
            place = path_of(home, digest.hexdigest())
            if not place.exists():
                place.parent.mkdir(exist_ok=True)
                Path(copy.name).replace(place)
        finally:
            Path(copy.name).unlink(missing_ok=True)
    _sweep(folder, beside=place)
    stream.seek(0)
    return KeptFile(digest.hexdigest(), size, place)


def _sweep(folder: Path, *, beside: Path) -> None:
    """Remove what imports that were killed long before a file was kept had begun to copy."""
    for left in folder.glob(f"{_INCOMING}*"):
        with suppress(FileNotFoundError):  # somebody else sweeps too
            if beside.stat().st_mtime - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def sha256_of(stream: BinaryIO) -> str:
    """The hash of a seekable stream's content."""
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()


def open_kept(home: Path, sha256: str) -> BinaryIO:
    """A stored original, open for reading. Raises NotFound where it is gone from the disk."""
    try:
        return path_of(home, sha256).open("rb")
    except OSError as error:
        raise NotFound("The original file is no longer kept; import it again from your copy.") from error
