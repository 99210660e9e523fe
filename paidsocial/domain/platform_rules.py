"""The platforms' own rules about budgets, read from one dated, cited file, each marked documented or folklore.

The file is `platform_rules.toml` beside this module; whoever needs it reads the text and calls `parse`.
"""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from paidsocial.domain.money import Money, decimal_to_micros
from paidsocial.errors import BadConfiguration


class Standing(enum.StrEnum):
    """Who says so."""

    DOCUMENTED = "documented"
    FOLKLORE = "folklore"


KINDS = frozenset(
    {
        *("minimum_daily", "step", "day_over", "period_over", "learning", "wait_days"),
        *("changes_per_hour", "no_edit", "above_spend", "note"),
    }
)
LEVELS = frozenset({"any", "campaign", "ad_set"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `share` a multiple or part of a budget, `amounts` micros by currency; the rest as the file says."""

    id: str
    platform: str
    kind: str
    level: str
    standing: Standing
    text: str
    source: str
    read_on: date
    share: Fraction | None = None
    count: int | None = None
    days: int | None = None
    amounts: Mapping[str, int] | None = None
    from_time: time | None = None  # local, of a span that ends at midnight

    @property
    def cited(self) -> str:
        """The rule as an alert names it: its words, standing, source and day."""
        return f"{self.text} ({self.standing}; {self.source}; read {self.read_on})"


@dataclass(frozen=True, slots=True)
class PlatformRules:
    """Every rule of the file."""

    rules: tuple[Rule, ...]

    def of(self, platform: str, kind: str, level: str) -> tuple[Rule, ...]:
        """A platform's rules of a kind that hold at a level (`campaign` or `ad_set`)."""
        return tuple(
            rule
            for rule in self.rules
            if rule.platform == platform and rule.kind == kind and rule.level in {"any", level}
        )

    def minimum_daily(self, platform: str, level: str, currency: str) -> tuple[Money, Rule] | None:
        """The least daily budget in a currency and the rule that says so; None where no rule names the currency."""
        found = [
            (Money(rule.amounts[currency], currency), rule)
            for rule in self.of(platform, "minimum_daily", level)
            if rule.amounts and currency in rule.amounts
        ]
        return max(found, key=lambda pair: pair[0].micros) if found else None

    def notes(self, platform: str, level: str) -> tuple[Rule, ...]:
        """What to mind when changing a budget by hand on a platform."""
        kinds = ("minimum_daily", "wait_days", "changes_per_hour", "no_edit", "above_spend", "note")
        return tuple(rule for kind in kinds for rule in self.of(platform, kind, level))


def parse(text: str) -> PlatformRules:
    """The rules in the file's text. Raises BadConfiguration that names the entry and what is wrong with it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"platform_rules.toml is not TOML: {error}.") from error
    ratios = {currency: Fraction(str(ratio)) for currency, ratio in document.get("currency_ratio", {}).items()}
    rules = tuple(_rule(entry, number, ratios) for number, entry in enumerate(document.get("rule", []), 1))
    ids = [rule.id for rule in rules]
    repeated = next((rule_id for rule_id in ids if ids.count(rule_id) > 1), None)
    if repeated:
        raise BadConfiguration(f"platform_rules.toml has two rules “{repeated}”; give each its own id.")
    return PlatformRules(rules)


def _rule(entry: Mapping[str, Any], number: int, ratios: Mapping[str, Fraction]) -> Rule:
    where = f"platform_rules.toml, rule {number} ({entry.get('id', 'without an id')})"
    for needed in ("id", "platform", "kind", "level", "standing", "text", "source", "read_on"):
        if not entry.get(needed):
            raise BadConfiguration(f"{where}: “{needed}” is missing.")
    if entry["kind"] not in KINDS or entry["level"] not in LEVELS:
        raise BadConfiguration(f"{where}: unknown kind “{entry['kind']}” or level “{entry['level']}”.")
    try:
        return Rule(
            id=entry["id"],
            platform=entry["platform"],
            kind=entry["kind"],
            level=entry["level"],
            standing=Standing(entry["standing"]),
            text=entry["text"],
            source=entry["source"],
            read_on=entry["read_on"],
            share=Fraction(str(entry["share"])) if "share" in entry else None,
            count=entry.get("count"),
            days=entry.get("days"),
            amounts=_amounts(entry, ratios),
            from_time=time.fromisoformat(entry["from"]) if "from" in entry else None,
        )
    except (ValueError, InvalidOperation) as error:
        raise BadConfiguration(f"{where}: {error}.") from error


def _amounts(entry: Mapping[str, Any], ratios: Mapping[str, Fraction]) -> dict[str, int] | None:
    if "usd" in entry:
        base = decimal_to_micros(Decimal(entry["usd"]))
        return {currency: round(base * ratio) for currency, ratio in ratios.items()}
    if "amounts" not in entry:
        return None
    amounts = {currency: decimal_to_micros(Decimal(amount)) for currency, amount in entry["amounts"].items()}
    first = next(iter(amounts.values()))
    return amounts | {currency: first for currency in entry.get("same_in", []) if currency not in amounts}
