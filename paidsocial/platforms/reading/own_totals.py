"""A file's own totals rows beside what was read: which rows each sums up, and by how much it differs.

A totals row may stand for every row, for those of one currency or ad account, or for the section above or below it.
It is taken for the rows whose spend comes nearest to its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from paidsocial.platforms.base import ADDITIVE, Field
from paidsocial.platforms.reading.numbers import NotANumber, amount_text, parse_number
from paidsocial.platforms.reading.parsed import Owner, OwnTotal
from paidsocial.platforms.reading.rows import RowPass, TotalsRow

EVERY_ROW = "all rows"
_LINES = "line"
_MONEY = (Field.SPEND.value, Field.REVENUE.value)
_SAID = 5


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some rows of the file that a totals row may sum up."""

    of: str
    rows: Sequence[int]
    owner: Owner | None = None
    currency: str | None = None


def own_totals(done: RowPass, groups: Mapping[Owner, Sequence[int]]) -> list[OwnTotal]:
    """Each totals row beside the rows it sums up, in the order of the file; ratios are not compared."""
    if not done.totals:
        return []
    whole = _whole(groups)
    sums: dict[str, dict[Field, Decimal]] = {}
    found = []
    for block, sections in _blocks(done, groups):
        compared = [
            (own, place in sections)
            for place, total in enumerate(block)
            if (own := _nearest(total, done, [*whole, *sections.get(place, ())], sums)) is not None
        ]
        found += _settled(compared)
    apart = [own for own in found if own.differs]
    if len(apart) > 1 and EVERY_ROW in sums and not any(own.of == EVERY_ROW for own in apart):
        together = _together(apart, sums[EVERY_ROW])
        found += [] if together.odd else [together]
    return found


def _whole(groups: Mapping[Owner, Sequence[int]]) -> list[_Rows]:
    """What a totals row of the whole file may sum up: everything of one currency, then each part."""
    currencies = {owner.currency for owner in groups}
    whole = []
    for currency in currencies:
        rows = [rows for owner, rows in groups.items() if owner.currency == currency]
        every = rows[0] if len(rows) == 1 else [row for some in rows for row in some]
        owner = next(owner for owner in groups if owner.currency == currency) if len(rows) == 1 else None
        of = EVERY_ROW if len(currencies) == 1 else f"the rows in {currency}"
        whole.append(_Rows(of, every, None if len(groups) == 1 else owner, currency))
    if len(groups) > len(currencies):
        whole += [
            _Rows(f"the rows of {owner.account or owner.platform}", rows, owner, owner.currency)
            for owner, rows in groups.items()
        ]
    return whole


def _blocks(
    done: RowPass, groups: Mapping[Owner, Sequence[int]]
) -> Iterator[tuple[list[TotalsRow], dict[int, list[_Rows]]]]:
    """Totals rows with no data between them, with the sections that the first one ends and the last one begins."""
    first_line, last_line = min(done.lines), max(done.lines)
    if not any(first_line < total.line < last_line for total in done.totals):  # as in nearly every file
        for some in (
            [total for total in done.totals if total.line < first_line],
            [total for total in done.totals if total.line > last_line],
        ):
            if some:
                yield some, {}
        return
    places = sorted((done.lines[row], row) for rows in groups.values() for row in rows)
    lines = [line for line, _ in places]
    of_row = {row: owner for owner, rows in groups.items() for row in rows} if len(groups) > 1 else {}
    blocks: list[tuple[int, list[TotalsRow]]] = []
    for total in sorted(done.totals, key=lambda total: total.line):
        above = bisect_left(lines, total.line)
        if blocks and blocks[-1][0] == above:
            blocks[-1][1].append(total)
        else:
            blocks.append((above, [total]))
    ends = [0, *(above for above, _ in blocks), len(lines)]
    for place, (_, block) in enumerate(blocks, 1):
        sections: dict[int, list[_Rows]] = {}
        around = ((0, ends[place - 1], ends[place]), (len(block) - 1, ends[place], ends[place + 1]))
        for which, first, last in around:
            if first < last and last - first < len(lines):
                rows = [row for _, row in places[first:last]]
                owners = {of_row.get(row) for row in rows}
                if len({owner.currency for owner in owners if owner}) < 2:
                    of = f"lines {lines[first]} to {lines[last - 1]}" if last - first > 1 else f"line {lines[first]}"
                    owner = next(iter(owners)) if len(owners) == 1 else None
                    only = next(iter(groups)) if len(groups) == 1 else next((one for one in owners if one), None)
                    sections.setdefault(which, []).append(_Rows(of, rows, owner, only.currency if only else None))
        yield block, sections


def _nearest(
    total: TotalsRow, done: RowPass, candidates: Sequence[_Rows], sums: dict[str, dict[Field, Decimal]]
) -> OwnTotal | None:
    said: dict[Field, Decimal] = {}
    for metric, column in done.metrics.items():
        try:
            amount = parse_number(total.cells[metric], column.mark) if metric in ADDITIVE else None
        except NotANumber:
            continue
        if amount is not None:
            said[metric] = amount.scaleb(column.exponent)
    if Field.SPEND not in said:
        return None
    named = [some for some in candidates if total.currency and some.currency == total.currency]
    best: tuple[Decimal, OwnTotal] | None = None
    for some in named or candidates:
        ours = sums.get(some.of)
        if ours is None:
            ours = {metric: done.metrics[metric].total(some.rows) for metric in ADDITIVE if metric in done.metrics}
            sums[some.of] = ours
        apart = abs(said[Field.SPEND] - ours[Field.SPEND])
        if best is None or apart < best[0]:
            differs = {metric.value: amount - ours[metric] for metric, amount in said.items()}
            says = {metric.value: amount for metric, amount in said.items()}
            own = OwnTotal(total.line, total.label, says, differs, some.of, some.currency, some.owner)
            best = (apart, own)
    return best[1] if best else None


def _settled(block: Sequence[tuple[OwnTotal, bool]]) -> list[OwnTotal]:
    """Totals rows that follow one another: where one is that of all rows, or several are together, others sum up more.

    A platform puts "Total: Account" beside "Total: Campaigns", with campaigns that the report does not list.
    """
    result = [own for own, _ in block]
    for of in dict.fromkeys(own.of for own, is_section in block if not (is_section and own.of.startswith(_LINES))):
        same = [own for own in result if own.of == of]
        open_ones = [own for own in same if own.odd]
        if len(same) < 2 or not open_ones:
            continue
        others = open_ones
        if len(open_ones) == len(same):
            ours = {Field(metric): says - same[0].differs[metric] for metric, says in same[0].says.items()}
            together = _together(same, ours)
            if not together.odd:
                result.append(together)
            else:
                nearest = min(open_ones, key=lambda own: abs(own.differs["spend"]))
                others = [own for own in open_ones if own is not nearest]
        result = [replace(own, of="", differs={}) if own in others else own for own in result]
    return result


def _together(totals: Sequence[OwnTotal], ours: Mapping[Field, Decimal]) -> OwnTotal:
    """What totals rows of parts say of all rows."""
    every = [metric.value for metric in ours if all(metric.value in own.says for own in totals)]
    says = {metric: sum((own.says[metric] for own in totals), Decimal(0)) for metric in every}
    differs = {metric: amount - ours[Field(metric)] for metric, amount in says.items()}
    label = f"{len(totals)} totals rows together"
    return OwnTotal(totals[-1].line, label, says, differs, EVERY_ROW, totals[0].currency)


def best_of(found: Sequence[OwnTotal]) -> OwnTotal | None:
    """The totals row of the whole file, else the nearest one; None where there is none."""
    compared = [own for own in found if own.differs]
    whole = [own for own in compared if own.of == EVERY_ROW]
    return min(whole or compared, key=lambda own: abs(own.differs["spend"]), default=None)


def about_totals(found: Sequence[OwnTotal], *, skipped: int) -> Iterator[str]:
    """A warning for each totals row with figures that are off by more than rounding."""
    differing = [own for own in found if own.odd]
    for own in differing[:_SAID]:
        yield _sentence(own, skipped)
    if len(differing) > _SAID:
        yield f"{len(differing) - _SAID} more of the file's own totals rows differ from their rows."


def _sentence(own: OwnTotal, skipped: int) -> str:
    says = _listed([f"{metric} {_told(metric, own.says[metric], own.currency)}" for metric in own.odd])
    ours = _listed([_told(metric, own.says[metric] - own.differs[metric], own.currency) for metric in own.odd])
    section = own.of.startswith(_LINES)
    whose = "the rows" if own.of == EVERY_ROW else own.of
    left_out = (
        f" ({skipped} skipped {'row' if skipped == 1 else 'rows'} not counted)" if skipped and not section else ""
    )
    add = "adds" if own.of.startswith(f"{_LINES} ") else "add"
    return f"The file's own totals row (line {own.line}) says {says}; {whose} {add} up to {ours}{left_out}."


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _told(metric: str, amount: Decimal, currency: str | None) -> str:
    return amount_text(amount, currency if metric in _MONEY else None)
