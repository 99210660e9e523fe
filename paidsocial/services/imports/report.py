"""The report of an import: the contract's JSON for one part of a file, and the warnings it carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from paidsocial.domain.money import micros_text
from paidsocial.models import AdAccount
from paidsocial.platforms.reading import OwnTotal, ParsedFile, ParsedPart
from paidsocial.platforms.reading.limits import LISTED_SKIPS
from paidsocial.platforms.reading.numbers import exact_text
from paidsocial.services.imports.comparing import Comparison
from paidsocial.services.imports.entities import Placed
from paidsocial.services.imports.owners import Owner

ACCEPT_WITH = {"fall": "--accept-drop", "same": "--accept-same"}
_NAMED = 5
_LEFT_OUT = 50  # lines that are no data, and totals rows, named one by one


@dataclass(frozen=True, slots=True)
class Held:
    """Why a batch waits for a person, and what storing it would have done. `kind`: its totals fall sharply (“fall”), or
    it makes a second account of the same money (“same”)."""

    reason: str
    compared: Comparison
    kind: str = "fall"

    def as_json(self) -> dict[str, Any]:
        """The contract's `held`, and what would happen if it were accepted."""
        return {
            "reason": self.reason,
            "accept_with": ACCEPT_WITH[self.kind],
            "kind": self.kind,
            "would_insert": self.compared.inserted,
            "would_revise": self.compared.revised,
            "missing": self.compared.missing.rows,
        }


def report_of(
    parsed: ParsedFile,
    part: ParsedPart,
    account: AdAccount,
    owner: Owner,
    compared: Comparison,
    *,
    changes: dict[str, Any],
    held: Held | None,
    lost: int,
    placed: Placed,
) -> dict[str, Any]:
    """What was understood and what it does to what is stored. Amounts are exact text in the account's currency."""
    return {
        "file": parsed.name,
        "platform": part.platform,
        "account": account.name,
        "account_id": account.external_id,
        "new_account": owner.is_new,
        "currency": account.currency,
        "time_zone": account.time_zone,
        "level": part.level.value,
        "grain": part.grain.value,
        "first_day": part.readings.first_day.isoformat(),
        "last_day": part.readings.last_day.isoformat(),
        "rows": {
            "read": part.rows_read,
            "inserted": 0 if held else compared.inserted,
            "revised": 0 if held else compared.revised,
            "unchanged": compared.unchanged + compared.older,
            "skipped": part.skipped_count,
            "summed": part.summed,
            "older": compared.older,
            "checked": compared.checked.rows,
            "missing": compared.missing.rows,
        },
        "skipped": [{"line": row.line, "reason": row.reason} for row in part.skipped],
        "totals": totals_of(part),
        "held": held.as_json() if held else None,
        "warnings": [
            *part.warnings,
            *about_account(account),
            *_about_places(lost, placed),
            *_about_stored(compared, account.currency),
        ],
        "changes": changes,
        "own_totals": own_totals_of(part.totals_rows),
        "format": parsed.format_name,
        "read_as": read_as(parsed),
        "left_out": left_out_of(parsed),
        "columns": [use.as_json() for use in part.columns or parsed.columns],
    }


def bounded(report: dict[str, Any]) -> dict[str, Any]:
    """A report as it is written down: of very many skipped rows the first; the kept original has the others."""
    return report | {"skipped": report["skipped"][:LISTED_SKIPS]}


def read_as(parsed: ParsedFile) -> dict[str, Any]:
    """How the file is written."""
    return {
        "encoding": parsed.encoding,
        "delimiter": parsed.delimiter,
        "sheet": parsed.sheet,
        "header_line": parsed.header_line,
        "decimal_mark": parsed.decimal_mark,
        "date_order": parsed.date_order.value if parsed.date_order else None,
    }


def left_out_of(parsed: ParsedFile) -> dict[str, Any]:
    """The lines that are no data: how many, and the first ones with their reasons."""
    shown = parsed.left_out[:_LEFT_OUT]
    return {
        "count": len(parsed.left_out),
        "lines": [{"line": row.line, "reason": row.reason} for row in sorted(shown, key=lambda row: row.line)],
    }


def own_totals_of(found: Sequence[OwnTotal]) -> list[dict[str, Any]]:
    """The file's own totals rows beside what was read; of very many those that differ first, in the file's order."""
    chosen = sorted(found, key=lambda own: not own.odd)[:_LEFT_OUT]
    return [own.as_json() for own in sorted(chosen, key=lambda own: own.line)]


def totals_of(part: ParsedPart) -> dict[str, str | int | None]:
    """The exact totals as the contract writes them: amounts and conversions as text, counts as numbers."""
    return {name: _figure(name, amount) for name, amount in part.totals.items()}


def _figure(name: str, amount: Any) -> str | int | None:
    if amount is None:
        return None
    return int(amount) if name in {"impressions", "clicks"} else exact_text(amount)


def about_account(account: AdAccount) -> list[str]:
    """What is not known of the account and matters for its days."""
    if account.time_zone_known:
        return []
    return [
        f"The time zone of {account.name} is not known; its days are taken as days in UTC. Name it with --time-zone."
    ]


def _about_places(lost: int, placed: Placed) -> list[str]:
    warnings = []
    if placed.ambiguous:
        shown = "; ".join(placed.ambiguous[:_NAMED])
        warnings.append(
            f"{_rows(lost)} {_were(lost)} left out because a name fits several ({shown}). Export it with ids."
        )
    if placed.renamed:
        shown = "; ".join(f"{old} is now {new}" for old, new in placed.renamed[:_NAMED])
        warnings.append(
            f"Taken as renamed, for their figures are the same: {shown}{' …' * (len(placed.renamed) > _NAMED)}."
        )
    if placed.reused_ids:
        warnings.append(
            f"{placed.reused_ids} ids stand under more than one campaign or ad set; there the names are used instead."
        )
    return warnings


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _about_stored(compared: Comparison, currency: str) -> list[str]:
    warnings = []
    missing, checked = compared.missing, compared.checked
    if missing.rows:
        names = ", ".join(missing.campaigns[:_NAMED]) + (" …" if len(missing.campaigns) > _NAMED else "")
        warnings.append(
            f"{_rows(missing.rows)} stored for these days {_are(missing.rows)} not in the file "
            f"(spend {micros_text(missing.spend, currency)} {currency}; {names}), and kept."
        )
    if checked.rows:
        difference, one = checked.spend - checked.finer_spend, checked.rows == 1
        agrees, differs = ("agrees", "differs") if one else ("agree", "differ")
        verdict = (
            f"and {agrees}"
            if difference == 0
            else f"and {differs} by {micros_text(difference, currency)} {currency}; the finer rows count"
        )
        warnings.append(
            f"{_rows(checked.rows)} {_were(checked.rows)} compared with finer rows of the same days instead of being "
            f"added, {verdict}."
        )
    if compared.superseded:
        warnings.append(
            f"{_rows(compared.superseded)} for the whole of these days gave way to finer ones, kept as history."
        )
    if compared.older:
        warnings.append(
            f"{_rows(compared.older)} {_were(compared.older)} seen before what is stored, so into its history only."
        )
    return warnings
