"""`paidsocial plan` and `paidsocial pacing`, as a script sees them: fields, exact amounts, exit codes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from paidsocial.cli import main
from paidsocial.domain.days import Period
from tests.support.builders import World

CONTRACT = (
    *("plan_line", "currency", "budget", "spent", "through", "expected", "projected", "projected_low"),
    *("projected_high", "probability_over", "current_daily", "required_daily", "adjust_by_daily", "status", "causes"),
)


@pytest.fixture
def world(session: Session) -> World:
    """One client with two campaigns: 700 a day from 1 May to 13 June, and 3 a day."""
    world = World(session)
    account = world.account(world.client("Tallybird"), currency="AUD")
    days = list(Period(date(2026, 5, 1), date(2026, 6, 13)).days())
    world.figures(world.ad_set(world.campaign(account, "Spring Sale, Meta")), *days, spend="700.10")
    world.figures(world.ad_set(world.campaign(account, "Other")), *days, spend="3")
    return world


def run(database_url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"PAIDSOCIAL_DATABASE_URL": database_url})


def answer(database_url: str, *arguments: str) -> Any:
    result = run(database_url, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def june(*more: str) -> tuple[str, ...]:
    return ("plan", "set", "June", "--month", "2026-06", "--amount", "15000", "--currency", "aud", *more)


def test_a_plan_is_set_revised_and_paced(world: World, database_url: str):
    made = answer(database_url, *june("--campaign", "spring*", "--po", "PO-1", "--cost-centre", "CC9"))
    assert made["created"]
    assert made["amount"] == "15000.00"
    assert made["currency"] == "AUD"
    assert (made["campaigns"], made["po_number"], made["cost_centre"]) == (1, "PO-1", "CC9")
    doc = answer(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14")
    assert (doc["month"], doc["as_of"]) == ("2026-06", "2026-06-14")
    (line,) = doc["lines"]
    assert set(CONTRACT) <= line.keys()
    assert line["plan_line"] == "June"
    assert line["budget"] == "15000.00"
    assert line["spent"] == "9101.30"
    assert line["through"] == "2026-06-13"
    assert line["expected"] == "6500.00"
    assert line["projected"] == "21003.00"
    assert line["status"] == "over"
    assert line["probability_over"] == 1.0
    assert line["current_daily"] == "700.10"
    assert line["required_daily"] == "346.98"  # 5,898.70 / 17 = 346.982
    assert Decimal(line["required_daily"]) - Decimal(line["current_daily"]) == Decimal(line["adjust_by_daily"])
    assert Decimal(line["projected_low"]) <= Decimal(line["projected"]) <= Decimal(line["projected_high"])
    assert doc["untracked"]["campaigns"] == 1
    assert doc["untracked"]["spend"] == "39.00"
    assert doc["untracked"]["currency"] == "AUD"


def test_a_revision_keeps_what_it_does_not_name(world: World, database_url: str):
    answer(database_url, *june("--campaign", "spring*", "--po", "PO-1"))
    revise = [each if each != "15000" else "21000" for each in june()]
    again = answer(database_url, *revise, "--as-of", "2026-06-11", "--reason", "More stock")
    assert not again["created"]
    assert again["changed"]
    assert (again["effective_day"], again["campaigns"], again["po_number"]) == ("2026-06-11", 1, "PO-1")
    (line,) = answer(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14")["lines"]
    assert line["budget"] == "21000.00"
    assert line["expected"] == "7400.00"  # 13 x 500, and 3 of 20 days of the 6,000 more
    (before,) = answer(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-10")["lines"]
    assert before["budget"] == "15000.00"
    assert not answer(database_url, *revise, "--as-of", "2026-06-12")["changed"]


def test_scopes_by_platform_and_warnings(world: World, database_url: str):
    made = answer(database_url, *june("--platform", "Facebook"))
    assert made["campaigns"] == 2
    other = ("plan", "set", "Sale", "--month", "2026-06", "--amount", "5", "--currency", "AUD", "--campaign", "*sale*")
    assert answer(database_url, *other)["warnings"] == [
        "“June” also covers “Spring Sale, Meta” from 2026-06-01 to 2026-06-30: that spend counts in both."
    ]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("--amount", "12x"), "bad_input", "not an amount"),
        (("--amount", "-5"), "bad_input", "below zero"),
        (("--amount", "0.001"), "bad_input", "finer than the smallest unit"),
        (("--currency", "EURO"), "bad_input", "not a currency"),
        (("--client", "Nobody"), "bad_input", "no client “Nobody”; there is “Tallybird”"),
        (("--platform", "myspace"), "bad_input", "no platform “myspace”"),
        (("--effective", "2026-07-01"), "bad_input", "after the plan line ends"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    world: World, database_url: str, change: tuple[str, str], code: str, said: str
):
    result = run(database_url, *june(*change), "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["code"] == code
    assert said in error["message"]
    assert answer(database_url, "plan", "list", "--month", "2026-06")["lines"] == []


def test_a_wrong_command_line_is_exit_2(database_url: str):
    assert (
        run(database_url, "plan", "set", "June", "--month", "June", "--amount", "1", "--currency", "EUR").exit_code == 2
    )
    assert run(database_url, "pacing", "--month", "2026-13").exit_code == 2
    assert run(database_url, "plan", "set", "June").exit_code == 2


def test_nothing_planned_yet(database_url: str):
    doc = answer(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14")
    assert doc["lines"] == []
    assert doc["untracked"]["campaigns"] == 0
    assert run(database_url, "pacing", "--month", "2026-06").exit_code == 0
    refused = run(database_url, *june(), "--json")
    assert refused.exit_code == 1
    assert "import a file first" in json.loads(refused.stdout)["error"]["message"]


def test_a_missing_rate_refuses_and_names_it(world: World, database_url: str):
    euros = [each if each != "aud" else "EUR" for each in june()]
    answer(database_url, *euros)
    result = run(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14", "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "missing_rate"
    assert "from AUD to EUR" in error["message"]


def test_people_get_a_table(world: World, database_url: str):
    run(database_url, *june("--campaign", "spring*"))
    result = run(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14")
    assert result.exit_code == 0
    for part in ("June", "Over", "15,000.00 AUD", "9,101.30", "-353.12", "Untracked: 1 campaign spent 39.00 AUD"):
        assert part in result.stdout
    listed = run(database_url, "plan", "list", "--month", "2026-06")
    assert "Tallybird: June  15,000.00 AUD  1 campaign" in listed.stdout


def test_a_line_is_put_away_and_brought_back(world: World, database_url: str):
    run(database_url, *june())
    assert answer(database_url, "plan", "remove", "June", "--month", "2026-06")["removed"]
    assert answer(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14")["lines"] == []
    assert run(database_url, "plan", "remove", "July", "--month", "2026-06").exit_code == 1
    assert answer(database_url, *june())["changed"]
    assert len(answer(database_url, "plan", "list", "--month", "2026-06")["lines"]) == 1


def test_several_clients_need_to_be_told_apart(world: World, database_url: str):
    world.client("Second")
    result = run(database_url, *june(), "--json")
    assert result.exit_code == 1
    assert "--client: “Second”, “Tallybird”" in json.loads(result.stdout)["error"]["message"]
    assert answer(database_url, *june("--client", "second"))["campaigns"] == 0
    assert answer(database_url, *june("--campaign", "Spring*", "--client", "tallybird"))["campaigns"] == 1
    ambiguous = run(database_url, "plan", "remove", "June", "--month", "2026-06", "--json")
    assert ambiguous.exit_code == 1
    assert len(answer(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14")["lines"]) == 2
    only = answer(database_url, "pacing", "--month", "2026-06", "--as-of", "2026-06-14", "--client", "Second")
    assert [line["client"] for line in only["lines"]] == ["Second"]
