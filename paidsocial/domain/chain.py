"""The audit trail's hash chain: an entry's hash covers its content and the hash before it (SHA-256)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

GENESIS = "0" * 64


def entry_hash(prev_hash: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the previous hash and the entry's canonical JSON (sorted keys, no spaces, UTF-8)."""
    body = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{prev_hash}\n{body}".encode()).hexdigest()
