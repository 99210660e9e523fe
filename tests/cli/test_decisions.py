"""`forecast`, `backtest` and `recommend` as a script sees them: the contract's fields, exact amounts, exit codes."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from paidsocial.cli import figures, main
from paidsocial.cli.forecasts import say_left_out
from paidsocial.db import transaction
from paidsocial.models import AdAccount, Campaign, CampaignDay, Performance, Setting
from paidsocial.services.prediction.pools import LeftOut
from paidsocial.services.reallocation.recommendation_views import certificate
from tests.support.builders import World
from tests.support.spending import flat, history, power

LAST = date(2026, 6, 13)


@pytest.fixture
def world(session: Session) -> World:
    world = World(session)
    account = world.account(world.client("Maison Élan", currency="EUR"), "DACH")
    for name, spend, scale, elasticity in (
        ("Spring [Sale]", 100, 30, 0.75),
        ("Brand", 90, 20, 0.70),
        ("Broad", 120, 6, 0.60),
        ("Video", 110, 8, 0.60),
    ):
        history(session, world.ad_set(world.campaign(account, name)), LAST, 182, power(spend, scale, elasticity))
    return world


def run(database_url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments], env={"PAIDSOCIAL_DATABASE_URL": database_url, "COLUMNS": "120"})


def document(result: Result, exit_code: int = 0) -> dict[str, Any]:
    assert result.exit_code == exit_code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_forecast(world: World, database_url: str) -> None:
    found = document(run(database_url, "forecast", "--as-of", "2026-06-14", "--horizon", "14", "--json"))
    assert (found["as_of"], found["horizon"], found["currency"]) == ("2026-06-14", 14, "EUR")
    fields = {"spend", "revenue", "revenue_low", "revenue_high", "roas", "roas_low", "roas_high"}
    assert set(found["total"]) == fields
    for unit in found["units"]:
        assert fields | {"id", "name", "platform", "evidence"} <= set(unit)
        assert unit["evidence"] in {"strong", "thin", "none"}
        assert isinstance(unit["id"], str)
        assert Decimal(unit["revenue_low"]) <= Decimal(unit["revenue"]) <= Decimal(unit["revenue_high"])
        assert unit["roas"] == pytest.approx(float(Decimal(unit["revenue"]) / Decimal(unit["spend"])), abs=1e-6)
    assert sum(Decimal(unit["spend"]) for unit in found["units"]) == Decimal(found["total"]["spend"])
    assert found["left_out"] == []


def test_recommend(world: World, database_url: str) -> None:
    found = document(run(database_url, "recommend", "--as-of", "2026-06-14", "--lock", "spring*", "--json"))
    lines = {line["name"]: line for line in found["lines"]}
    assert set(found) >= {
        *("id", "as_of", "currency", "total_before", "total_after", "optimality_gap", "expected_revenue_change"),
        *("expected_revenue_change_low", "expected_revenue_change_high", "lines"),
    }
    assert found["total_before"] == found["total_after"]
    assert sum(Decimal(line["proposed_daily"]) for line in found["lines"]) == Decimal(found["total_after"])
    assert sum(Decimal(line["current_daily"]) for line in found["lines"]) == Decimal(found["total_before"])
    for line in found["lines"]:
        assert set(line) >= {
            *("id", "name", "platform", "current_daily", "proposed_daily", "change_pct", "roas", "marginal_roas"),
            *("decision", "reason", "bound_by"),
        }
        assert abs(line["change_pct"]) <= 20
        assert Decimal(line["proposed_daily"]).as_tuple().exponent == -2
    held = lines["Spring [Sale]"]
    assert (held["decision"], held["bound_by"], held["change_pct"]) == ("hold", "locked", 0)
    assert lines["Brand"]["decision"] == "increase"


def test_a_total_is_reached_to_the_cent(world: World, database_url: str) -> None:
    before = Decimal(document(run(database_url, "recommend", "--as-of", "2026-06-14", "--json"))["total_before"])
    wanted = str(before + Decimal("7.31"))
    found = document(run(database_url, "recommend", "--as-of", "2026-06-14", "--total", wanted, "--json"))
    assert (found["total_before"], found["total_after"]) == (str(before), wanted)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("recommend", "--as-of", "2026-06-14", "--total", "99999"), "infeasible", "cannot be reached"),
        (("recommend", "--as-of", "2026-06-14", "--lock", "Nope*"), "bad_input", "matches no budget"),
        (("recommend", "--as-of", "2026-06-14", "--minimum", "Brand"), "bad_input", "Brand*=50.00"),
        (("recommend", "--as-of", "2026-06-14", "--max-step-pct", "45"), "bad_input", "30%"),
        (("forecast", "--as-of", "2026-09-01"), "not_enough_data", "--as-of 2026-06-14"),
        (("forecast", "--as-of", "2026-06-14", "--currency", "JPY"), "bad_input", "EUR"),
        (("forecast", "--as-of", "2026-06-14", "--client", "Nobody"), "not_found", "Nobody"),
        (("backtest", "--horizon", "170"), "not_enough_data", "too little history"),
    ],
)
def test_refusals_are_exit_1_with_code_and_message(
    world: World, database_url: str, arguments: tuple[str, ...], code: str, words: str
) -> None:
    error = document(run(database_url, *arguments, "--json"), exit_code=1)["error"]
    assert error["code"] == code
    assert words in error["message"]


@pytest.mark.parametrize(
    "arguments", [("forecast", "--horizon", "0"), ("recommend", "--level", "ad"), ("forecast", "--as-of", "x")]
)
def test_a_wrong_command_line_is_exit_2(database_url: str, arguments: tuple[str, ...]) -> None:
    assert run(database_url, *arguments).exit_code == 2


def test_backtest(world: World, database_url: str) -> None:
    found = document(run(database_url, "backtest", "--json"))
    assert (found["horizon"], found["origins"], found["units"]) == (28, 6, 4)
    assert {"revenue_wape", "total_revenue_ape", "coverage_80"} <= set(found["model"])
    assert {"trailing_28_roas", "trailing_7_roas", "no_change"} <= set(found["baselines"])
    assert 0 < found["model"]["revenue_wape"] < 0.2
    assert set(found["by_horizon"]) == {"7", "14", "28"}
    assert found["by_horizon"]["28"]["model"] == found["model"]
    assert found["by_platform"]["meta"]["baselines"] == found["baselines"]  # there is one platform
    assert sum(each["model"]["outcomes"] for each in found["by_evidence"].values()) == found["model"]["outcomes"] == 24
    assert len(found["series"]) == 6
    assert "decisions" not in found
    assert found["verdict"].startswith("The model’s error is ")


def test_backtest_of_a_horizon_of_ones_own_has_the_shorter_ones_too(world: World, database_url: str) -> None:
    found = document(run(database_url, "backtest", "--horizon", "10", "--level", "ad_set", "--json"))
    assert (found["horizon"], set(found["by_horizon"])) == (10, {"7", "10"})


def test_backtest_of_decisions(world: World, database_url: str) -> None:
    found = document(run(database_url, "backtest", "--decisions", "--json"))["decisions"]
    assert Decimal(found["model"]["moved_daily"]) > 0
    assert 0 < found["model"]["scored_share"] <= 1
    assert found["model"]["pointed_right"] is None  # four campaigns are too few for an interval
    assert found["model"]["low"] is None
    assert "cannot be told" in found["verdict"]
    assert "fewer than four budgets" in " ".join(found["words"])
    told = run(database_url, "backtest", "--decisions").stdout
    assert "Following the recommendations would have moved" in told
    assert "Same weeks last year" not in told  # half a year of figures


def test_several_currencies_are_said_on_standard_error(world: World, session: Session, database_url: str) -> None:
    client = world.client("Tallybird", currency="EUR")
    dollars = world.account(client, "US", currency="USD")
    history(session, world.ad_set(world.campaign(dollars, "US Sale")), LAST, 90, flat(30, 3))
    result = run(database_url, "forecast", "--as-of", "2026-06-14", "--json")
    found = document(result)
    assert found["currency"] == "EUR"
    assert found["left_out"][0]["names"] == ["US"]
    assert "Left out: 1 ad account in USD" in result.stderr


@pytest.mark.parametrize("command", ["forecast", "recommend", "backtest"])
def test_people_get_a_table(world: World, database_url: str, command: str) -> None:
    more = () if command == "backtest" else ("--as-of", "2026-06-14")
    result = run(database_url, command, *more)
    assert result.exit_code == 0, result.output
    assert ("Spring [Sale]" in result.stdout) == (command != "backtest")
    if command == "recommend":
        assert "not incremental" in result.stdout


def test_names_stay_whole_on_a_narrow_terminal_and_nothing_is_drawn_in_a_pipe(world: World, database_url: str) -> None:
    told = run(database_url, "recommend", "--as-of", "2026-06-14").stdout
    assert "│" not in told
    assert "━" not in told
    name = next(line for line in told.splitlines() if line.startswith("Spring [Sale]: "))
    assert len(name) > len("Spring [Sale]: ") + 20, "its reason stands below the table"
    narrow = figures_at(44)
    assert narrow[:3] == ["Two weeks", "      Spend  Interval", "A campaign with a long name (meta)"]
    assert narrow[3:] == ["  12,345.00       1–2", "All", "  12,345.00       1–2"]
    wide = figures_at(100)
    assert "A campaign with a long name (meta)" in next(line for line in wide if "12,345.00" in line)


def figures_at(width: int) -> list[str]:
    out = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    rows = [("A campaign with a long name (meta)", ("12,345.00", "1–2"))]
    figures.show(out, "Two weeks", ("Spend", "Interval"), rows, [("All", ("12,345.00", "1–2"))])
    assert isinstance(out.file, io.StringIO)
    return [line.rstrip() for line in out.file.getvalue().splitlines()]


def test_what_is_left_out_is_one_line_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    entries = [LeftOut("2 ad accounts in USD", "another currency than EUR"), LeftOut("ad account Old", "no figures")]
    say_left_out(entries, every=False)
    assert " ".join(capsys.readouterr().err.split()) == (
        "Left out: 2 ad accounts in USD and 1 more; -v says which, and why."
    )
    say_left_out(entries, every=True)
    assert capsys.readouterr().err.count("Left out:") == 2


def test_campaigns_of_one_name_carry_their_account(world: World, session: Session, database_url: str) -> None:
    first = session.scalars(select(Campaign).where(Campaign.name == "Spring [Sale]")).one()
    account = session.get_one(AdAccount, first.account_id)
    other = world.account(account.client, "Second account")
    history(session, world.ad_set(world.campaign(other, "Spring [Sale]")), LAST, 90, flat(30, 3))
    told = run(database_url, "forecast", "--as-of", "2026-06-14").stdout
    assert "Spring [Sale] (meta, Second account)" in told
    assert f"Spring [Sale] (meta, {account.name})" in told


def test_every_way_to_ask_is_on_the_command_line(world: World, database_url: str) -> None:
    """The same total to the cent, whatever is asked beside it; and the contract's fields stay."""
    plain = document(run(database_url, "recommend", "--as-of", "2026-06-14", "--json"))
    total = Decimal(plain["total_before"])
    asked: list[tuple[tuple[str, ...], Decimal]] = [
        (("--cautious",), total),
        (("--test-thin",), total),
        (("--maximum", "Spring*=101", "--minimum", "Broad=50"), total),
        (("--set", "Brand=90.00"), total),
        (("--cap", f"platform:meta={total}", "--floor", "account:DACH=100"), total),
        (("--cap", f"client:Maison Élan={total}"), total),
        (("--more", "7.31"), total + Decimal("7.31")),
        (("--more", "-7.31"), total - Decimal("7.31")),
        (("--frontier", "5"), total),
    ]
    for arguments, wanted in asked:
        found = document(run(database_url, "recommend", "--as-of", "2026-06-14", *arguments, "--json"))
        assert (Decimal(found["total_before"]), Decimal(found["total_after"])) == (total, wanted), arguments
        assert sum(Decimal(line["proposed_daily"]) for line in found["lines"]) == wanted
    assert len(found["frontier"]) == 5
    assert Decimal(found["another"]["amount"]) > 0
    assert plain["frontier"] == []
    assert {line["test"] for line in plain["lines"]} == {False}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--maximum", "Brand"), "bad_input", "Brand*=50.00"),
        (("--set", "Nope=50"), "bad_input", "matches no budget"),
        (("--cap", "meta=500"), "bad_input", "platform:meta=500"),
        (("--cap", "planet:meta=500"), "bad_input", "platform:NAME"),
        (("--floor", "platform:meta=99999"), "infeasible", "Meta cannot be at least 99,999.00 EUR a day"),
        (("--target-cpa", "20"), "not_enough_data", "No conversions were reported"),
        (("--goal", "conversions"), "not_enough_data", "--map conversions=HEADER"),
        (("--target-roas", "3", "--target-cpa", "20"), "bad_input", "one thing only"),
        (("--total", "400", "--more", "5"), "bad_input", "not both"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    world: World, database_url: str, arguments: tuple[str, ...], code: str, words: str
) -> None:
    error = document(run(database_url, "recommend", "--as-of", "2026-06-14", *arguments, "--json"), exit_code=1)[
        "error"
    ]
    assert (error["code"], words in error["message"]) == (code, True), error


def test_the_gap_is_told_in_words_and_never_rounded_down(world: World, database_url: str) -> None:
    shown = " ".join(run(database_url, "recommend", "--as-of", "2026-06-14").stdout.split())
    assert "No other split within these limits earns more than 0.00% better." in shown
    assert certificate(1.2e-4) == "no other split within these limits earns more than 0.02% better"
    assert certificate(1e-12) == "no other split within these limits earns more than 0.00% better"
    assert (
        certificate(0, conversions=True) == "no other split within these limits brings more than 0.00% more conversions"
    )
    assert certificate(0, cautious=True).startswith("decided cautiously, ")
    shown = " ".join(run(database_url, "recommend", "--as-of", "2026-06-14", "--cautious").stdout.split())
    assert "Decided cautiously, no other split" in shown


def test_the_organisations_step_limit_holds_where_none_is_asked(
    world: World, session: Session, database_url: str
) -> None:
    with transaction(session):
        session.add(Setting(key="organisation.max_step_pct", value=7, changed_at=datetime(2026, 6, 1, tzinfo=UTC)))
    found = document(run(database_url, "recommend", "--as-of", "2026-06-14", "--json"))
    moved = [abs(line["change_pct"]) for line in found["lines"] if line["decision"] != "hold"]
    assert moved
    assert max(moved) <= 7


def test_weeks_with_rates_of_ones_own(world: World, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "weeks.csv"
    arguments = ("weeks", "--as-of", "2026-06-14", "--rates", "1,1.8,1", "--output", str(file), "--json")
    found = document(run(database_url, *arguments))
    assert [week["rate"] for week in found["weeks"]] == [1.0, 1.8, 1.0]
    assert sum(Decimal(week["daily"]) for week in found["weeks"]) * 7 == Decimal(found["total"])
    for week in found["weeks"]:
        assert sum(Decimal(line["daily"]) for line in week["lines"]) == Decimal(week["daily"])
    assert Decimal(found["weeks"][1]["daily"]) > Decimal(found["weeks"][0]["daily"])
    assert file.read_text("utf-8-sig").startswith("week,first_day,last_day,rate,")
    assert "nothing was stored or sent" in " ".join(run(database_url, *arguments[:-3]).stdout.split())
    refused = document(run(database_url, "weeks", "--as-of", "2026-06-14", "--rates", "1,x", "--json"), exit_code=1)
    assert "The rate of week 2" in refused["error"]["message"]


def test_by_conversions_people_read_what_one_costs_and_the_next(
    world: World, session: Session, database_url: str
) -> None:
    with transaction(session):
        for table in (Performance, CampaignDay):
            session.execute(update(table).values(conversions_millionths=table.revenue_micros / 20))
    asked = ("recommend", "--as-of", "2026-06-14", "--goal", "conversions")
    lines = document(run(database_url, *asked, "--json"))["lines"]
    line = next(one for one in lines if one["name"] == "Brand")
    told = run(database_url, *asked).stdout
    assert "CPA" in told
    assert "Next conversion" in told
    assert "ROAS" not in told
    row = next(text for text in told.splitlines() if text.strip().startswith("Brand "))
    assert f"{line['cost_per_conversion']:.2f}" in row
    assert f"{line['next_conversion_cost']:.2f} → {line['next_conversion_cost_after']:.2f}" in row
    assert f"the next conversion costs {line['next_conversion_cost']:.2f} here" in line["reason"]
