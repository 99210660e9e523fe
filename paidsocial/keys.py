"""Keys that are made once and kept in the product's own folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from paidsocial.errors import BadConfiguration


def kept_key(home: Path, name: str, variable: str, make: Callable[[], str]) -> str:
    """The key in the file `name`, made at the first use. Raises BadConfiguration naming the `variable` instead."""
    path = home / name
    try:
        home.mkdir(parents=True, exist_ok=True)
        _write_once(path, make)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        what = name.replace("_", " ")
        raise BadConfiguration(
            f"the {what} cannot be kept at {path} ({error.strerror}); make the folder writable or set {variable}"
        ) from error


def _write_once(path: Path, make: Callable[[], str]) -> None:
    """Make the key's file unless another process was first; never seen half written."""
    if path.exists():
        return
    mine = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(make())
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
