"""The questions of Reallocate as its form and its address have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from paidsocial.errors import BadInput, Refused
from paidsocial.services.reallocation.recommendation_ask import KINDS, SIDES, Ask
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView
from paidsocial.services.reallocation.request import AIMS

SINGLE = ("level", "goal", "total", "aim", "step", "cautious", "tests", "incremental", "anyway", "as_of")
PER_UNIT = ("min", "max", "set")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form or the address asks for, and the same as typed, to be shown again."""

    ask: Ask
    typed: MultiDict[str, str]

    @property
    def locks(self) -> set[int]:
        """The ids of locked units."""
        return {lock for lock in self.ask.locks if isinstance(lock, int)}

    def amounts(self, kind: str) -> dict[int, str]:
        """What is typed per unit: `min`, `max` or `set`."""
        return dict(_per_unit(self.typed, kind))

    @property
    def chosen(self) -> set[int]:
        """The units for which something is chosen."""
        return self.locks.union(*(self.amounts(kind) for kind in PER_UNIT))

    @property
    def groups(self) -> dict[str, str]:
        """Caps and floors by the name of their field."""
        return {name: text.strip() for name, text in self.typed.items() if _group(name) and text.strip()}

    @property
    def anything(self) -> bool:
        """Whether anything is asked that “start over” would clear."""
        ask = self.ask
        given = (
            ask.total,
            ask.more,
            ask.aim,
            ask.locks,
            ask.minimums,
            ask.maximums,
            ask.amounts,
            ask.groups,
            ask.tests,
            ask.incremental,
        )
        return any(given) or ask.conversions or ask.cautious

    def fields(self, *, without: AbstractSet[int] = frozenset()) -> list[tuple[str, str]]:
        """Everything that was chosen for budgets other than `without`, as fields of a form."""
        locks = [("lock", str(unit)) for unit in sorted(self.locks.difference(without))]
        amounts = [
            (f"{kind}_{unit}", text)
            for kind in PER_UNIT
            for unit, text in self.amounts(kind).items()
            if unit not in without
        ]
        return locks + amounts

    def everything(self) -> list[tuple[str, str]]:
        """Everything that was chosen, for a form that sends it on."""
        plain = [(name, self.typed[name]) for name in SINGLE if self.typed.get(name)]
        return [*plain, *self.groups.items(), *self.fields()]

    def address(self, endpoint: str, *, without: str = "", **more: Any) -> str:
        """The address of a page that asks the same, but for one field."""
        values: dict[str, Any] = {}
        for name, text in self.everything():
            if name != without:
                values.setdefault(name, []).append(text)
        return url_for(endpoint, client=self.ask.client_id, currency=self.ask.currency, **values, **more)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _per_unit(typed: MultiDict[str, str], kind: str) -> list[tuple[int, str]]:
    found = []
    for name, text in typed.items():
        prefix, _, number = name.partition("_")
        if prefix == kind and text.strip() and _whole(number):
            found.append((int(number), text.strip()))
    return found


def _group(name: str) -> tuple[str, str, str | int] | None:
    """`cap_platform-meta` and `floor_account-7` as side, kind and key; None for another field."""
    side, _, group = name.partition("_")
    kind, _, key = group.partition("-")
    if side not in SIDES or kind not in KINDS or not key or len(key) > 60:
        return None
    return side, kind, int(key) if kind != "platform" and _whole(key) else key


def read(typed: MultiDict[str, str], client_id: int | None, currency: str | None) -> Asked:
    """Read the form. Raises BadInput where a choice is none."""
    step = typed.get("step", "")
    if step and not (_whole(step) and len(step) < 4):
        raise BadInput(f"“{step}” is not a step limit; choose one from the list.", field="step")
    locks = [int(lock) for lock in typed.getlist("lock") if _whole(lock)]
    number, aim = typed.get("total", "").strip() or None, typed.get("aim", "")
    if aim not in {"", "more", *AIMS}:
        raise BadInput(f"“{aim}” is not an aim; choose one from the list.", field="aim")
    target = aim if number and aim in AIMS else None
    goal = typed.get("goal") or "revenue"
    groups = [(name, text.strip()) for name, text in typed.items() if text.strip()]
    ask = Ask(
        level=typed.get("level") or "campaign",
        currency=currency,
        client_id=client_id,
        total=number if not aim else None,
        more=number if aim == "more" else None,
        aim=target,
        least=number if target else None,
        goal="conversions" if target == "cpa" else goal,
        max_step_pct=int(step) if step else None,
        locks=tuple(dict.fromkeys(locks)),
        minimums=tuple(_per_unit(typed, "min")),
        maximums=tuple(_per_unit(typed, "max")),
        amounts=tuple(_per_unit(typed, "set")),
        groups=tuple((*found, text) for name, text in groups if (found := _group(name))),
        cautious=typed.get("cautious") == "1",
        tests=typed.get("tests") == "1",
        incremental=typed.get("incremental") == "1",
        anyway=typed.get("anyway") == "1",
    )
    return Asked(ask, typed)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A platform, or an ad account inside one (`depth` 1), with what its budgets are together, for cap and floor."""

    name: str
    depth: int
    field: str  # what follows cap_ and floor_
    before: int
    after: int


def group_rows(lines: Sequence[LineView]) -> list[GroupRow]:
    """Platforms, each with its ad accounts where it has several, by name."""
    rows = []
    for platform in sorted({line.platform for line in lines}):
        own = [line for line in lines if line.platform == platform]
        rows.append(_group_row(platform, 0, f"platform-{platform}", own))
        accounts = sorted({(line.account_name, line.account_id) for line in own})
        for name, account_id in accounts if len(accounts) > 1 else ():
            of_it = [line for line in own if line.account_id == account_id]
            rows.append(_group_row(name, 1, f"account-{account_id}", of_it))
    return rows


def _group_row(name: str, depth: int, field: str, lines: Sequence[LineView]) -> GroupRow:
    before, after = sum(line.current.micros for line in lines), sum(line.proposed.micros for line in lines)
    return GroupRow(name, depth, field, before, after)


MOST_TRIED = 12  # budgets of which what was typed is left out to see whether that is what cannot be


@dataclass(frozen=True, slots=True)
class Amiss:
    """What was typed for one budget that cannot be: its fields, of `set`, `min` and `max`."""

    unit: int
    fields: tuple[str, ...]


def without_what_cannot_be(
    asked: Asked, preview: Callable[[Ask], RecommendationView]
) -> tuple[RecommendationView, Amiss] | None:
    """The proposal without what was typed for the one budget that makes it impossible, and that; None where it is not
    one such budget. An amount set goes first, then all that was typed for a budget."""
    typed = {kind: asked.amounts(kind) for kind in ("set", "min", "max")}
    alone = [(unit, ("set",)) for unit in reversed(typed["set"])]
    units = dict.fromkeys([*reversed(typed["max"]), *reversed(typed["min"])])
    together = [(unit, tuple(kind for kind in typed if unit in typed[kind])) for unit in units]
    for unit, fields in [*alone, *together][:MOST_TRIED]:
        try:
            view = preview(_left_out(asked.ask, unit, fields))
        except Refused:
            continue
        if any(line.unit_id == unit for line in view.lines):
            return view, Amiss(unit, fields)
    return None


def _left_out(ask: Ask, unit: int, fields: Sequence[str]) -> Ask:
    def but(kind: str, given: tuple[tuple[str | int, str], ...]) -> tuple[tuple[str | int, str], ...]:
        return tuple(pair for pair in given if kind not in fields or pair[0] != unit)

    return replace(
        ask, amounts=but("set", ask.amounts), minimums=but("min", ask.minimums), maximums=but("max", ask.maximums)
    )
