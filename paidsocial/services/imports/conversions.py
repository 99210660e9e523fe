"""Which column of its files is an ad account's conversion: settled with its first file, said, and used from then on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.models import AdAccount
from paidsocial.platforms.base import Field, header_key
from paidsocial.platforms.reading import ParsedFile, ParsedPart
from paidsocial.services.access import Actor, visible_accounts
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.source import Source

_NAMED = 6


def used_column(columns: Sequence[Mapping[str, Any]]) -> str | None:
    """The header that a report's conversions were read from."""
    return next((column["header"] for column in columns if column["field"] == Field.CONVERSIONS.value), None)


def candidates(columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """The headers that a report's file has for conversions: the one that was used, and the others."""
    wanted = Field.CONVERSIONS.value
    return [column["header"] for column in columns if wanted in (column["field"], column.get("also"))]


def reads_otherwise(chosen: str | None, columns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a report's file has the chosen column and its conversions were read from another."""
    if chosen is None:
        return False
    used, key = used_column(columns), header_key(chosen)
    there = any(header_key(column["header"]) == key for column in columns)
    return there and (used is None or header_key(used) != key)


def usual_column(session: Session, actor: Actor, options: ImportOptions) -> str | None:
    """The column that a file's account most likely has chosen, known before the file is read; only spares a reading."""
    query = visible_accounts(actor).where(AdAccount.conversion_column.is_not(None))
    if options.account_id is not None:
        query = query.where(AdAccount.id == options.account_id)
    found = set(session.scalars(select(query.subquery().c.conversion_column).distinct().limit(2)))
    return found.pop() if len(found) == 1 else None


def as_chosen(
    parsed: ParsedFile,
    accounts: Sequence[AdAccount | None],
    parsed_with: Callable[[str | None], ParsedFile],
    *,
    preferred: str | None,
    said: Mapping[Field, str],
) -> ParsedFile:
    """The file with each part's conversions from the column that its account has chosen, read anew where they are not.

    `accounts`: the stored ones of its parts; `preferred`: the column it was read with where it has it. What a person
    says now with this very file wins.
    """
    if Field.CONVERSIONS in said:
        return parsed
    keys = {header_key(use.header) for use in parsed.columns}
    used = next((header_key(use.header) for use in parsed.columns if use.field is Field.CONVERSIONS), None)
    usual = header_key(preferred) if preferred and header_key(preferred) in keys else None
    anew: dict[str | None, ParsedFile] = {}
    parts: list[ParsedPart] = []
    for part, account in zip(parsed.parts, accounts, strict=True):
        chosen = account.conversion_column if account is not None else None
        key = header_key(chosen) if chosen and header_key(chosen) in keys else None
        if key == usual or (key is not None and key == used):
            parts.append(part)
            continue
        if key not in anew:
            anew[key] = parsed_with(chosen if key else None)
        other = anew[key]
        parts.append(other.parts[len(parts)])
        parts[-1].columns = other.columns
    if len(anew) == 1 and all(part.columns is not None for part in parts):
        return next(iter(anew.values()))
    parsed.parts = parts
    return parsed


def settle(account: AdAccount, source: Source, part: ParsedPart) -> list[str]:
    """Keep which column is the account's conversion, where its first file had several; say what was taken and why.

    In the caller's transaction, which a preview takes back.
    """
    if source.pulled:
        return []
    uses = part.columns or source.parsed.columns
    used = next((use.header for use in uses if use.field is Field.CONVERSIONS), None)
    others = [use.header for use in uses if use.also is Field.CONVERSIONS]
    chosen = account.conversion_column
    if used is None:
        return []
    if chosen is None:
        if not others:
            return []
        account.conversion_column = used
        told = (
            f"Conversions are “{used}”, for this ad account from now on; the file also has {_listed(others)}. Another "
            "can be chosen on the ad account's page, or with `paidsocial conversions --account NAME --use HEADER`."
        )
        return [told]
    if header_key(chosen) == header_key(used):
        return []
    there = any(header_key(use.header) == header_key(chosen) for use in uses)
    why = "as was said with it" if there else "because it has no such column"
    return [f"This ad account's conversions are “{chosen}”; this file's were read from “{used}”, {why}."]


def _listed(headers: Sequence[str]) -> str:
    shown = ", ".join(f"“{header}”" for header in headers[:_NAMED])
    return f"{shown} …" if len(headers) > _NAMED else shown
