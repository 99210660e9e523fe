"""The platforms' rules: one file, each entry dated, cited and marked; a bad entry stops with its name."""

from __future__ import annotations

from importlib.resources import files

import pytest

from paidsocial.domain.platform_rules import PlatformRules, Standing, parse
from paidsocial.errors import BadConfiguration

GOOD = """
[[rule]]
id = "a.min"
platform = "a"
kind = "minimum_daily"
level = "ad_set"
usd = "20"
standing = "documented"
text = "Least."
source = "docs"
read_on = 2026-11-20

[currency_ratio]
USD = 1
JPY = 100
"""


@pytest.fixture(scope="module")
def shipped() -> PlatformRules:
    return parse(files("paidsocial.domain").joinpath("platform_rules.toml").read_text("utf-8"))


def test_every_shipped_rule_is_dated_cited_and_marked(shipped: PlatformRules) -> None:
    assert len(shipped.rules) > 20
    for rule in shipped.rules:
        assert rule.source
        assert rule.read_on.year >= 2026
        assert rule.standing in Standing
        assert rule.text.endswith(".")
        assert str(rule.standing) in rule.cited
    assert {rule.platform for rule in shipped.rules} == {
        *("meta", "tiktok", "linkedin", "pinterest", "reddit", "snapchat", "x", "google")
    }


def test_the_20_percent_rule_of_meta_is_folklore(shipped: PlatformRules) -> None:
    (rule,) = shipped.of("meta", "step", "ad_set")
    assert rule.standing is Standing.FOLKLORE
    assert "will" not in rule.text


@pytest.mark.parametrize(
    ("platform", "level", "currency", "amount"),
    [
        ("tiktok", "ad_set", "JPY", "2000"),  # 20 USD times 100, the documentation's own example
        ("tiktok", "campaign", "EUR", "50.00"),
        ("snapchat", "ad_set", "USD", "5.00"),
        ("linkedin", "campaign", "GBP", "8.00"),
        ("meta", "campaign", "AUD", "1.00"),
    ],
)
def test_minimums_by_level_and_currency(
    shipped: PlatformRules, platform: str, level: str, currency: str, amount: str
) -> None:
    found = shipped.minimum_daily(platform, level, currency)
    assert found is not None
    assert found[0].text == amount


@pytest.mark.parametrize(("platform", "currency"), [("snapchat", "BRL"), ("google", "USD"), ("elsewhere", "USD")])
def test_a_minimum_that_no_rule_names_is_not_made_up(shipped: PlatformRules, platform: str, currency: str) -> None:
    assert shipped.minimum_daily(platform, "campaign", currency) is None


def test_a_rule_of_one_level_does_not_hold_at_the_other() -> None:
    rules = parse(GOOD)
    assert rules.minimum_daily("a", "campaign", "USD") is None
    least = rules.minimum_daily("a", "ad_set", "JPY")
    assert least is not None
    assert least[0].text == "2000"
    assert [rule.id for rule in rules.notes("a", "ad_set")] == ["a.min"]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('standing = "documented"', 'standing = "hearsay"', "hearsay"),
        ('source = "docs"\n', "", "“source” is missing"),
        ('kind = "minimum_daily"', 'kind = "guess"', "unknown kind “guess”"),
        ('usd = "20"', 'usd = "twenty"', r"rule 1 \(a.min\)"),
        ("[[rule]]", "[[rule", "not TOML"),
    ],
)
def test_a_bad_entry_is_named(before: str, after: str, message: str) -> None:
    with pytest.raises(BadConfiguration, match=message):
        parse(GOOD.replace(before, after, 1))


def test_two_rules_of_one_name_are_refused() -> None:
    rule = GOOD.partition("[currency_ratio]")[0]
    with pytest.raises(BadConfiguration, match=r"two rules “a\.min”"):
        parse(rule + GOOD)
