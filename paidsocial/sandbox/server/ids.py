"""Ids in the platforms' own manner, made from others."""

from __future__ import annotations

import hashlib


def ad_id(ad_set_id: str, number: int, digest: bytes) -> str:
    """An ad's id in the manner of its ad set's: digits stay digits of the same length, words stay words."""
    seed = int.from_bytes(digest[4:12], "big") + number
    if ad_set_id.isdecimal():
        tail = str(seed % 10**8).zfill(8)
        return ad_set_id[: max(len(ad_set_id) - 8, 1)] + tail[-min(8, len(ad_set_id) - 1) :]
    if "-" in ad_set_id:
        raw = hashlib.sha256(f"{ad_set_id}/{number}".encode()).hexdigest()
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:32]}"
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    return "".join(letters[(seed >> (5 * n)) % 36] for n in range(len(ad_set_id)))
