"""A case to a file's bytes, and what is right about it, kept from before anything was written."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from tests.corpus import styles
from tests.corpus.cases import LEGACY, Case
from tests.corpus.files import Cell, encodes, text_of, workbook_of, wrapped
from tests.corpus.forms import (
    DERIVED,
    FORMS,
    MONEY_OTHERS,
    OTHERS,
    PERCENT_OTHERS,
    WHOLE_OTHERS,
    Figure,
    api_name,
)
from tests.corpus.market import LEVELS, ODD, PLAIN, Row, added, days_of, halves, market
from tests.corpus.words import word
from tests.corpus.written import Written

METRICS = ("spend", "impressions", "reach", "clicks", "conversions", "revenue")
MONEY = ("spend", "revenue")


class _Writer:
    def __init__(self, case: Case, seed: int) -> None:
        self.case = case
        self.chance = random.Random(f"{seed} {sorted(case.items())}")
        self.form = FORMS[case["form"]]
        self.language = case["language"]
        self.wording = int(case["wording"])
        self.workbook = case["file"] in ("xlsx", "xlsx-text")
        self.places = int(case["places"])
        self.currency = self._currency()
        self.before = self.chance.random() < 0.5
        self.percent = self.chance.random() < 0.5
        self.figures: dict[str, list[str]] = {}
        self.days: list[str] = []

    def _currency(self) -> str:
        if self.case["number"] == "lakh":
            return "INR"
        if self.places == 0:
            return "KRW" if self.case["currency"] == "sign" else self.chance.choice(("KRW", "JPY", "IDR"))
        if self.case["currency"] == "sign":
            return self.chance.choice(("EUR", "GBP", "TRY", "PLN", "BRL", "CZK", "USD"))
        return self.chance.choice(("EUR", "USD", "GBP", "TRY", "PLN", "BRL", "CHF", "MXN", "KWD"))

    # -- what there is to write --

    def periods(self) -> list[tuple[date, date]]:
        """The days (or the one period) of the report."""
        chance = self.chance
        year, month = chance.choice((2024, 2025, 2026)), chance.randint(1, 12)
        match self.case["window"]:
            case "one":
                span = [date(year, month, chance.randint(1, 28))]
            case "close":
                start = chance.randint(1, 7)
                span = [date(year, month, start), date(year, month, start + chance.randint(1, 5))]
            case "clear":
                start = chance.randint(11, 20)
                span = [date(year, month, start), date(year, month, start + chance.randint(3, 7))]
            case _:
                span = [date(year, month, 1), date(year, month, monthrange(year, month)[1])]
        if self.case["grain"] == "period":
            return [(span[0], span[-1])]
        return days_of(span[0], (span[-1] - span[0]).days + 1)

    def names(self) -> tuple[str, ...]:
        """Names that the file's encoding can hold."""
        chosen = [*(ODD if self.case["names"] == "odd" else PLAIN), *PLAIN[:4]]
        if self.case["file"] != "legacy":
            return tuple(dict.fromkeys(chosen))
        return tuple(dict.fromkeys(name for name in chosen if encodes(name, LEGACY[self.language])))

    # -- columns --

    def columns(self) -> list[tuple[str, str]]:
        """(key, header) of every column in the form's order."""
        case, found = self.case, []
        for key in self.form.columns:
            if key == "levels":
                found += self._levels()
            elif (key == "currency" and case["currency"] != "column") or (key in DERIVED and case["derived"] == "no"):
                continue
            elif key == "day" and case["grain"] == "period" and self.form.above != "linkedin":
                continue  # LinkedIn alone writes the report's first day on every row
            elif key == "type" and case["level"] == "account":
                continue  # a type by itself would be a level of its own
            else:
                found.append((key, self._header(key)))
        return found

    def _levels(self) -> list[tuple[str, str]]:
        found = []
        for level in LEVELS[1 : LEVELS.index(self.case["level"]) + 1]:
            keys = [level, *([f"{level}_id"] if self.case["ids"] == "yes" else [])]
            if self.form.api:
                keys.reverse()
                found += [(key, api_name(self.form.platform, level, identity=key.endswith("_id"))) for key in keys]
            else:
                found += [(key, self._header(key)) for key in keys]
        return found

    def _header(self, key: str) -> str:
        if self.form.api:
            return self.form.api[key]
        header = word(self.language, self.form.section, key, self.wording)
        if self.form.title_case:
            header = header.title().replace("Ctr", "CTR").replace("Cpc", "CPC").replace("Cpm", "CPM")
        if self.case["currency"] == "header" and (
            key == "spend" or (self.form.platform == "meta" and key in MONEY_OTHERS)
        ):
            header = f"{header} ({self.currency})"
        return header

    # -- cells --

    def cell(self, key: str, row: Row, *, total: bool = False) -> Cell:
        """One cell of a row of data, or of a totals row before its label is put in."""
        if key in ("day", "starts", "ends"):
            return "" if total else self._day(row.last if key == "ends" else row.first)
        level = key.removesuffix("_id")
        if level in LEVELS[1:]:
            if total:
                return ""
            return f"{self.form.id_prefix}{row.ids[level]}" if key.endswith("_id") else row.names[level]
        if key == "currency":
            return "" if total else self.currency
        metric = next((name for name, of in self.form.fields.items() if of == key), None)
        if metric is not None:
            value: Figure = getattr(row, metric)
            return self._figure(
                key, value, "money" if metric in MONEY else "whole", unit=self.form.units.get(metric, 0)
            )
        value = "" if key == "start" else OTHERS[key](row)
        if isinstance(value, str):
            return "" if total else value
        kind = (
            "money"
            if key in MONEY_OTHERS
            else "percent"
            if key in PERCENT_OTHERS
            else "whole"
            if key in WHOLE_OTHERS
            else "ratio"
        )
        return self._figure(key, value, kind)

    def _figure(self, key: str, value: Decimal | int | None, kind: str, unit: int = 0) -> Cell:
        zero = self.case["zero"]
        if value is None or (not value and zero != "0"):
            return "" if zero == "0" else "" if zero == "blank" else zero
        if unit:
            value = int(Decimal(value).scaleb(unit))
        elif kind == "money" and not value:
            value = Decimal(0).scaleb(-self.places)
        if self.case["file"] == "xlsx":
            return float(value)
        text = styles.number(abs(value) if self._in_parentheses(value) else value, self.case["number"], self.language)
        text = f"({text})" if self._in_parentheses(value) else text
        if kind == "percent" and self.percent and not self.form.api:
            text += "%"
        self.figures.setdefault(key, []).append(text.removesuffix("%"))
        if kind == "money" and not unit:
            text = styles.money(text, self.currency, self.case["currency"], before=self.before)
        return text

    def _in_parentheses(self, value: Decimal | int) -> bool:
        return value < 0 and self.case["refund"] == "paren"

    def _day(self, value: date) -> Cell:
        style = self.case["date"]
        if style == "serial":
            return float((value - date(1899, 12, 30)).days)
        if style == "timed" and self.case["file"] == "xlsx":
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a cell has no time zone
        text = self._held(styles.day(value, style, self.language))
        self.days.append(text)
        return text

    def _held(self, text: str) -> str:
        """A text as a file of a code page holds it: with plain spaces."""
        return text.replace(styles.NARROW, " ").replace(styles.NBSP, " ") if self.case["file"] == "legacy" else text

    # -- totals --

    def totals(self, rows: list[Row], columns: list[tuple[str, str]], *, of: str) -> list[Cell]:
        """A totals row over some rows."""
        cells = [self.cell(key, added(rows), total=True) for key, _ in columns]
        named = [
            place
            for place, (key, _) in enumerate(columns)
            if key in ("day", "starts", "ends") or key.removesuffix("_id") in LEVELS[1:]
        ]
        label = self.case["label"]
        if label == "empty":
            return cells
        if label == "dashes":
            return ["--" if place in named else cell for place, cell in enumerate(cells)]
        keys = {"word": "total", "results": "total_n", "of": "total_x"}
        text = word(self.language, self.form.section or "all", keys[label], self.wording)
        cells[0] = text.format(n=len(rows), what=of)
        return cells

    def body(self, rows: list[Row], columns: list[tuple[str, str]]) -> tuple[list[list[Cell]], int]:
        """The lines below the header, and how many of them are totals rows."""
        how = self.case["totals"]
        lines = [[self.cell(key, row) for key, _ in columns] for row in rows]
        everything = word(self.language, "all", "w_account", 0)
        if how == "none":
            return lines, 0
        if how == "first":
            return [self.totals(rows, columns, of=everything), *lines], 1
        if how == "last":
            return [*lines, self.totals(rows, columns, of=everything)], 1
        if how == "several":
            campaigns = word(self.language, "all", "w_campaigns", 0)
            return [*lines, *(self.totals(rows, columns, of=name) for name in (campaigns, everything))], 2
        sectioned: list[list[Cell]] = []
        names = dict.fromkeys(row.names["campaign"] for row in rows)
        for name in names:
            places = [place for place, row in enumerate(rows) if row.names["campaign"] == name]
            sectioned += [lines[place] for place in places]
            sectioned.append(self.totals([rows[place] for place in places], columns, of=" ".join(name.split())))
        return sectioned, len(names)

    # -- the file --

    def above(self, first: date, last: date, today: date) -> list[list[Cell]]:
        """The lines above the header."""
        lines: list[list[Cell]] = []
        if self.case["above"] == "title":
            lines = [["Acme, Inc."], []]
        elif self.case["above"] == "long":
            lines = [["Acme, Inc."], [], *([f"Filter {place}: none"] for place in range(7)), []]
        if self.form.above == "linkedin":
            title = "title_ad" if self.case["level"] == "ad" else "title"
            lines.append([word(self.language, "linkedin", title, self.wording)])
            for key, day, time in (
                ("start", first, "12:00 AM"),
                ("end", last, "11:59 PM"),
                ("generated", today, "9:46 AM"),
            ):
                written = self._held(styles.day(day, "long", self.language))
                lines.append([f"{word(self.language, 'linkedin', key)} {written}, {time}"])
            lines.append([])
        elif self.form.above == "google":
            lines.append([word(self.language, "google", "title")])
            lines.append([" - ".join(self._held(styles.day(day, "long", self.language)) for day in (first, last))])
        return lines

    def write(self) -> Written:
        """See write."""
        case, chance = self.case, self.chance
        periods = self.periods()
        first, last = periods[0][0], periods[-1][1]
        today = last + timedelta(days=chance.choice((0, 1, 30, 400)))
        rows = market(
            chance,
            level=case["level"],
            periods=periods,
            names=self.names(),
            places=self.places,
            large=case["size"] == "large",
        )
        if case["totals"] != "sections" and chance.random() < 0.5:
            rows.sort(key=lambda row: row.first)
        rows = self._refunded(rows)
        if case["split"] == "yes":
            rows = [half for row in rows for half in halves(chance, row)]
        columns = self.columns()
        lines, totals_rows = self.body(rows, columns)
        header: list[Cell] = [name for _, name in columns]
        if case["again"] == "header":
            lines.insert(len(lines) // 2, header)
        below: list[list[Cell]] = {"none": [], "blank": [[], []], "note": [[], ["Exported from the ads manager"]]}[
            case["below"]
        ]
        table = [*self.above(first, last, today), header, *lines, *below]
        if case["wrap"] == "yes":
            table = [row if row is header else [wrapped(cell) for cell in row] for row in table]
        named = case["told"] == "name"
        known = {field: name for field, name in self._headers(columns).items() if name}
        return Written(
            data=workbook_of(table) if self.workbook else text_of(table, case, chance),
            name=self._name(first, last, named=named),
            today=today,
            form=self.form,
            currency=self._currency_seen(),
            level=case["level"],
            grain="day" if first == last or case["grain"] == "day" else "period",
            rows=self._expected(rows, known),
            count=len(rows),
            sums={
                metric: sum((Decimal(getattr(row, metric)) for row in rows), Decimal(0)) if metric in known else None
                for metric in METRICS
                if metric != "reach"
            },
            headers=known,
            table=table,
            total=self._own_total(rows, known) if totals_rows and case["totals"] != "sections" else None,
            totals_rows=totals_rows,
            notes=int(case["below"] == "note"),
            stated=(first, last) if named or self.form.above else None,
            figures=self.figures,
            days=self.days,
            mark="," if case["number"] in ("dot", "space", "nbsp", "narrow", "bare-comma") else ".",
        )

    def _refunded(self, rows: list[Row]) -> list[Row]:
        paid = [place for place, row in enumerate(rows) if row.revenue]
        if self.case["refund"] == "no" or not paid:
            return rows
        place = self.chance.choice(paid)
        return [replace(row, revenue=-row.revenue) if at == place else row for at, row in enumerate(rows)]

    def _headers(self, columns: list[tuple[str, str]]) -> dict[str, str]:
        by_key = dict(columns)
        found = {metric: by_key.get(key, "") for metric, key in self.form.fields.items()}
        found |= {key: by_key.get(key, "") for level in LEVELS[1:] for key in (level, f"{level}_id")}
        found["day"] = by_key.get("day") or by_key.get("starts", "")
        if "day" not in by_key and "ends" in by_key:
            found["last_day"] = by_key["ends"]
        found["currency"] = by_key.get("currency", "")
        return found

    def _expected(self, rows: list[Row], known: Mapping[str, str]) -> list[tuple[object, ...]]:
        by_key: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            identity = tuple(
                value
                for level in LEVELS[1:]
                for value in (_shown(row.names.get(level)), row.ids.get(level) if f"{level}_id" in known else None)
            )
            by_key.setdefault((row.first, row.last, *identity), []).append(row)
        expected = []
        for key, same in by_key.items():
            one = added(same)
            values = [getattr(one, metric) if metric in known else None for metric in METRICS]
            for place, metric in enumerate(METRICS):
                if metric in MONEY and values[place] is not None:  # what is stored is rounded row by row
                    values[place] = sum((_micros(getattr(row, metric)) for row in same), Decimal(0))
            if len(same) > 1 or (not one.reach and self.case["zero"] != "0"):
                values[METRICS.index("reach")] = None
            expected.append((*key, *values))
        return expected

    def _own_total(self, rows: list[Row], known: Mapping[str, str]) -> dict[str, Decimal]:
        one = added(rows)
        return {metric: Decimal(getattr(one, metric)) for metric in METRICS if metric in known and metric != "reach"}

    def _currency_seen(self) -> str | None:
        how = self.case["currency"]
        if how == "column" and "currency" not in self.form.columns:
            return None
        if how == "header" and self.form.api:
            return None
        if how == "none" or (how == "sign" and self.currency == "USD"):  # a dollar is not one country's
            return None
        return self.currency

    def _name(self, first: date, last: date, *, named: bool) -> str:
        ending = "xlsx" if self.workbook else "csv"
        return f"{self.form.platform} ads {first} to {last}.{ending}" if named else f"report.{ending}"


def write(case: Case, seed: int) -> Written | None:
    """The file of a case; None where its encoding cannot hold it."""
    writer = _Writer(case, seed)
    try:
        return writer.write()
    except UnicodeEncodeError:
        return None


def _micros(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.000001"), ROUND_HALF_EVEN)


def _shown(name: str | None) -> str | None:
    return None if name is None else " ".join(name.split())
