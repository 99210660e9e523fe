"""What an import understood and would change, in lines for people: columns, the file's own totals, revised rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from paidsocial.domain import wording
from paidsocial.platforms.reading.numbers import amount_text

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_MONEY = ("spend", "revenue")
_LINES = 10


def understood(report: dict[str, Any]) -> Iterator[str]:
    """How the file is written, and what became of each of its columns."""
    how = report.get("read_as") or {}
    told = [
        f"sheet “{how['sheet']}”" if how.get("sheet") else "",
        (how.get("encoding") or "").upper().replace("-SIG", ""),
        _DELIMITERS.get(how.get("delimiter") or "", ""),
        f"header on line {how['header_line']}" if how.get("header_line") else "",
        f"decimals after “{how['decimal_mark']}”" if how.get("decimal_mark") else "",
        {"dmy": "day before month", "mdy": "month before day"}.get(how.get("date_order") or "", ""),
    ]
    if how:
        yield f"read as {report['format']}: {', '.join(part for part in told if part)}"
    columns = [column for column in report.get("columns") or () if column["header"]]
    became = [f"{column['header']} → {column['field'].replace('_', ' ')}" for column in columns if column["field"]]
    if became:
        yield f"columns: {', '.join(became)}"
    aside: dict[str, list[str]] = {}
    for column in columns:
        if not column["field"]:
            aside.setdefault(column["note"] or "not used", []).append(column["header"])
    for why, headers in aside.items():
        yield f"ignored, {why}: {', '.join(headers)}"
    left_out = report.get("left_out") or {"count": 0, "lines": []}
    if left_out["count"]:
        shown = "; ".join(f"line {row['line']} {row['reason']}" for row in left_out["lines"][:_LINES])
        more = " …" if left_out["count"] > _LINES else ""
        yield f"{wording.count(left_out['count'], 'line')} left out, being no data: {shown}{more}"


def own_totals(report: dict[str, Any]) -> Iterator[str]:
    """Each totals row of the file beside what was read."""
    found = report.get("own_totals") or []
    for own in found[:_LINES]:
        where = f"own total on line {own['line']} (“{own['label']}”)"
        if not own["verdict"]:
            yield f"{where}: sums up other rows than the file has; not compared"
            continue
        verdicts = own["verdict"]
        same = [name for name, verdict in verdicts.items() if verdict == "same"]
        told = [f"the same {' and '.join(filter(None, (', '.join(same[:-1]), same[-1])))}"] if same else []
        for name, verdict in verdicts.items():
            if verdict == "rounding":
                told.append(f"{name} {_apart(own, name, report['currency'])}, which is rounding")
            elif verdict == "differs":
                told.append(f"{name} {_apart(own, name, report['currency'])}")
        of = "" if own["of"] == "all rows" else f", of {own['of']}"
        yield f"{where}{of}: {'; '.join(told)}"
    if len(found) > _LINES:
        yield f"… {len(found) - _LINES} more totals rows; all of them with --json"


def _apart(own: dict[str, Any], name: str, currency: str) -> str:
    apart = Decimal(own["differs"][name])
    return f"{amount_text(abs(apart), currency if name in _MONEY else None)} {'more' if apart > 0 else 'less'}"


def changed(report: dict[str, Any]) -> Iterator[str]:
    """What is revised, from what to what; and what is stored but not in the file."""
    changes = report.get("changes") or {"sums": {}, "revised": [], "missing": []}
    sums = [f"{name} {_from_to(pair)}" for name, pair in changes["sums"].items() if pair["from"] != pair["to"]]
    if sums:
        yield f"the revised rows in all: {', '.join(sums)}"
    for row in changes["revised"]:
        told = ", ".join(f"{name} {_from_to(pair)}" for name, pair in row["changed"].items())
        yield f"revised, such as {place(row)}: {told or 'reach only'}"
    for row in changes["missing"]:
        yield f"not in the file, and kept, such as {place(row)}: spend {row['spend']}"


def _from_to(pair: dict[str, Any]) -> str:
    before, after = ("none" if pair[when] is None else pair[when] for when in ("from", "to"))
    return f"{before} → {after}"


def place(row: dict[str, Any]) -> str:
    """Which stored row is meant: its day or period, its campaign and, where it is finer, its ad set or ad."""
    days = row["day"] if "day" in row else f"{row['first_day']} to {row['last_day']}"
    return ", ".join([days, row["campaign"], *(row[name] for name in ("ad_set", "ad") if row.get(name))])
