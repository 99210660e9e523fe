"""The end of reading: bad rows set apart, one part per platform, account and currency, exact totals."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from paidsocial.domain.days import Period
from paidsocial.domain.readings import Entity, Grain, Level, Readings, sum_shared_keys
from paidsocial.errors import BadInput, UnreadableFile
from paidsocial.platforms.base import ADDITIVE, DateOrder, Field
from paidsocial.platforms.reading.arrays import exact_sum, has_repeats, view
from paidsocial.platforms.reading.cells import short
from paidsocial.platforms.reading.currencies import about_stated, check_currencies, only_currency, part_currency
from paidsocial.platforms.reading.entities import DESTROYED, PART_FIELDS
from paidsocial.platforms.reading.limits import MAX_SUM
from paidsocial.platforms.reading.numbers import NOTHING, Column
from paidsocial.platforms.reading.own_totals import about_totals, own_totals
from paidsocial.platforms.reading.parsed import Hints, Owner, OwnTotal, ParsedPart, SkippedRow
from paidsocial.platforms.reading.remarks import remarks
from paidsocial.platforms.reading.row_days import Bad, judged_span, row_days
from paidsocial.platforms.reading.rows import RowPass
from paidsocial.platforms.registry import OTHER, platform_of, slug_of

_NOT_NEGATIVE = (Field.SPEND, Field.IMPRESSIONS, Field.REACH, Field.CLICKS)
NO_PLATFORM = "Nothing says which platform the file is from, so it is filed under “other”; name it with --platform."
_REMEDIES = {  # by what the reason says
    "in the future": "Check the dates; where day and month may be the wrong way round, say --date-order dmy or mdy.",
    "is negative": "Correct it in the file, or leave the row out: a credit or refund is no delivery.",
    "": "Correct the file, or say what its columns mean with --map FIELD=HEADER.",
}


@dataclass(frozen=True, slots=True)
class _Taken:
    """The rows of a pass that are data, with the days they cover."""

    done: RowPass
    first: array[int]
    last: array[int]
    bad: Bad


def assemble(
    done: RowPass, hints: Hints, *, platform: str | None, order: DateOrder | None, stated: Period | None, today: date
) -> tuple[list[ParsedPart], list[OwnTotal]]:
    """The parts of a file after its rows were read, and its own totals rows compared with what was read.

    Raises UnreadableFile where no row can be taken, AmbiguousFile where nobody says which period rows without days
    cover, BadInput where what a person said contradicts the file.
    """
    if not done.lines and not done.skipped:
        raise UnreadableFile(_no_rows(done))
    span = done.layout.span
    done.layout.span = judged_span(done, order)
    first, last, bad = row_days(done, order=order, stated=stated, today=today)
    _find_bad_figures(done, bad)
    taken = _Taken(done, first, last, bad)
    if len(bad) == len(done.lines):
        raise UnreadableFile(_none_taken(_listed(taken, set(range(len(done.lines)))) + done.skipped))
    owners = _owners(done, hints, platform)
    groups = _rows_by_owner(taken, owners)
    check_currencies(done, (owner.currency for owner in groups))
    found = own_totals(done, groups)
    warnings = [*_file_warnings(done, platform, owners), *about_stated(done, hints)]
    if done.layout.span is not span:
        warnings.append(
            f"The file's days all lie whole {done.layout.span}s apart, so each row was taken as the {done.layout.span} "
            "that starts on its day, a total without days. Export it with a breakdown by day for daily figures."
        )
    parts = [_part(taken, owner, rows, hints, several=len(groups) > 1) for owner, rows in groups.items()]
    skipped = len(bad) + len(done.skipped)
    for part, owner in zip(parts, groups, strict=True):
        part.totals_rows = [own for own in found if own.owner in (None, owner)]
        part.warnings[:0] = [*warnings, *about_totals(part.totals_rows, skipped=skipped)]
    _share_skips(taken, parts, list(groups), owners)
    return parts, found


def _no_rows(done: RowPass) -> str:
    if done.totals:
        return "The file has only a totals row and no rows of data. Export it again with its rows."
    return "The file has a header but no rows of data. Export it again, and check the period and the filters."


def _none_taken(skipped: Sequence[SkippedRow]) -> str:
    reason, count = Counter(row.reason for row in skipped).most_common(1)[0]
    example = next(row for row in skipped if row.reason == reason)
    others = f" ({count} of {len(skipped)} rows for this reason)" if len(skipped) > 1 else ""
    return f"No row of the file can be taken. Line {example.line}: {reason}{others}. " + next(
        way for word, way in _REMEDIES.items() if word in reason
    )


# -- bad rows --


def _find_bad_figures(done: RowPass, bad: Bad) -> None:
    for metric, column in done.metrics.items():
        for row, reason in column.bad.items():
            bad.setdefault(row, reason)
        lowest = -1 if metric is Field.REACH else 0
        if metric in _NOT_NEGATIVE:
            for row in np.flatnonzero(view(column.values) < lowest).tolist():
                bad.setdefault(row, f"{metric} is negative")


def _listed(taken: _Taken, rows: set[int]) -> list[SkippedRow]:
    lines, bad = taken.done.lines, taken.bad
    return [SkippedRow(lines[row], bad[row]) for row in sorted(rows)]


def _share_skips(taken: _Taken, parts: list[ParsedPart], keys: list[Owner], owners: list[Owner]) -> None:
    """Give each part its own skipped rows; rows that belong to no part go to the first."""
    done = taken.done
    by_owner: dict[Owner, list[SkippedRow]] = {key: [] for key in keys}
    for skipped, row in zip(_listed(taken, set(taken.bad)), sorted(taken.bad), strict=True):
        owner = owners[done.named.part_of[done.entity[row]]]
        by_owner.get(owner, by_owner[keys[0]]).append(skipped)
    by_owner[keys[0]].extend(done.skipped)
    for part, key in zip(parts, keys, strict=True):
        rows = sorted(by_owner[key], key=lambda row: row.line)
        part.skipped, part.skipped_count = rows, len(rows)


# -- whose rows --


def _owners(done: RowPass, hints: Hints, platform: str | None) -> list[Owner]:
    """For each raw part of the file, whose it is."""
    owners = []
    only = only_currency(done)
    for cells in done.named.parts:
        said = dict(zip(PART_FIELDS, cells, strict=True))
        owners.append(
            Owner(
                platform=_part_platform(said[Field.PLATFORM], hints, platform),
                account=hints.account or _text(said[Field.ACCOUNT]),
                account_id=_account_id(said[Field.ACCOUNT_ID]),
                currency=part_currency(_text(said[Field.CURRENCY]) or only, done, hints),
            )
        )
    _check_said(done, owners, hints)
    return owners


def _text(cell: str) -> str | None:
    return None if cell.casefold() in NOTHING else cell[:500]


def _account_id(cell: str) -> str | None:
    text = _text(cell)
    if text is None:
        return None
    text = text.removeprefix("act_").removesuffix(".0")
    if DESTROYED.fullmatch(text):
        return None
    return text.replace("-", "") if text.replace("-", "").isdigit() else text[:100]


def _part_platform(cell: str, hints: Hints, platform: str | None) -> str:
    if hints.platform:
        return hints.platform
    named = _text(cell)
    return slug_of(named) if named else platform or OTHER.slug


def _check_said(done: RowPass, owners: Sequence[Owner], hints: Hints) -> None:
    for name, said in ((Field.PLATFORM, hints.platform), (Field.ACCOUNT, hints.account)):
        values = {text for part in done.named.parts if (text := _text(part[PART_FIELDS.index(name)]))}
        if name is Field.PLATFORM:
            values = {slug_of(value) for value in values}
        if said and len(values) > 1:
            raise BadInput(
                f"The file holds several {name}s ({', '.join(map(short, sorted(values)[:5]))}) and is split by them; "
                f"leave --{name} out.",
                field=name.value,
            )
    ids = {owner.account_id for owner in owners if owner.account_id}
    if hints.account and len(ids) > 1:
        raise BadInput(
            f"The file holds several accounts ({', '.join(sorted(ids)[:5])}) and is split by them; "
            "leave --account out.",
            field="account",
        )


def _rows_by_owner(taken: _Taken, owners: list[Owner]) -> dict[Owner, Sequence[int]]:
    done = taken.done
    distinct = dict.fromkeys(owners)
    size = len(done.lines)
    if len(distinct) == 1:
        rows: Sequence[int] = [row for row in range(size) if row not in taken.bad] if taken.bad else range(size)
        return {owners[0]: rows}
    groups: dict[Owner, list[int]] = {owner: [] for owner in distinct}
    of_entity = [groups[owners[part]] for part in done.named.part_of]
    for row, entity in enumerate(done.entity):
        if row not in taken.bad:
            of_entity[entity].append(row)
    return {owner: chosen for owner, chosen in groups.items() if chosen}


# -- parts --


def _part(taken: _Taken, owner: Owner, rows: Sequence[int], hints: Hints, *, several: bool) -> ParsedPart:
    done = taken.done
    metrics = {metric: column for metric, column in done.metrics.items() if not (several and _lacks(column, rows))}
    metrics[Field.SPEND] = done.metrics[Field.SPEND]
    readings = _readings(taken, rows, metrics)
    _check_sums(metrics, readings)
    shares = has_repeats(readings.entity, readings.first, readings.last)
    summed, shared = sum_shared_keys(readings) if shares else (readings, 0)
    totals: dict[str, Decimal | None] = {
        metric.value: metrics[metric].total(rows) if metric in metrics else None for metric in ADDITIVE
    }
    zone = hints.time_zone or (done.layout.format.time_zone if done.layout.native else None)
    part = ParsedPart(
        platform=owner.platform,
        account=owner.account,
        account_id=owner.account_id,
        currency=owner.currency,
        time_zone=zone or platform_of(owner.platform).report_zone,
        level=readings.level,
        grain=readings.grain,
        rows_read=len(rows),
        summed=shared,
        totals=totals,
        readings=summed,
    )
    part.warnings += remarks(part, done.layout, metrics)
    return part


def _check_sums(metrics: Mapping[Field, Column], readings: Readings) -> None:
    """Refuse a column that adds up to more than any account's: with others like it, no sum could be told any more."""
    for name, values in readings.columns():
        if abs(exact_sum(values)) > MAX_SUM:
            header = metrics[Field(name)].name
            raise UnreadableFile(
                f"The {header} of the file adds up to more than any ad account's. Say what its columns mean with --map "
                "FIELD=HEADER, or take out the rows that are wrong."
            )


def _lacks(column: Column, rows: Sequence[int]) -> bool:
    """Whether a column that other parts fill holds nothing for these rows."""
    blank = column.blank
    return blank is not None and column.filled and all(blank[row] for row in rows)


def _readings(taken: _Taken, rows: Sequence[int], metrics: Mapping[Field, Column]) -> Readings:
    done = taken.done
    first, last, entity = _picked(taken.first, rows), _picked(taken.last, rows), _picked(done.entity, rows)
    entities, entity = _compacted(done.named.entities, entity)
    readings = Readings(
        level=_level(entities),
        grain=Grain.DAY if first == last else Grain.PERIOD,
        entities=entities,
        entity=entity,
        first=first,
        last=last,
        spend=_picked(metrics[Field.SPEND].values, rows),
    )
    for metric, column in metrics.items():
        if metric is not Field.SPEND:
            setattr(readings, metric.value, _picked(column.values, rows))
    return readings


def _picked(column: array[int], rows: Sequence[int]) -> array[int]:
    if isinstance(rows, range):  # every row
        return column
    return array("q", map(column.__getitem__, rows))


def _compacted(entities: list[Entity], codes: array[int]) -> tuple[list[Entity], array[int]]:
    """Only the entities these rows are about."""
    used = sorted(set(codes))
    if len(used) == len(entities):
        return entities, codes
    place = {code: new for new, code in enumerate(used)}
    return [entities[code] for code in used], array("q", map(place.__getitem__, codes))


def _level(entities: Sequence[Entity]) -> Level:
    if any(entity.ad or entity.ad_id for entity in entities):
        return Level.AD
    if any(entity.ad_set or entity.ad_set_id for entity in entities):
        return Level.AD_SET
    if any(entity.campaign or entity.campaign_id for entity in entities):
        return Level.CAMPAIGN
    return Level.ACCOUNT


# -- totals and warnings --


def _file_warnings(done: RowPass, platform: str | None, owners: Sequence[Owner]) -> list[str]:
    warnings = list(done.layout.warnings)
    if platform is None and any(owner.platform == OTHER.slug for owner in owners):
        warnings.append(NO_PLATFORM)
    if done.short:
        some = ", ".join(map(str, done.short[:5])) + (" …" if len(done.short) > 5 else "")
        warnings.append(f"Rows with fewer cells than the header (line {some}) were read; missing cells count as empty.")
    if done.named.destroyed_ids:
        warnings.append(
            "Some ids were destroyed by a spreadsheet (written like 1.2E+17), so they were not stored; names are used. "
            "To have the ids, import the export as it was downloaded."
        )
    return warnings
