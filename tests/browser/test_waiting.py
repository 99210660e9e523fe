"""A forecast of thousands of campaigns comes by itself after its page, with its picture."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from forecasting import RoasForecaster
from paidsocial.db import Database
from paidsocial.services.access import Actor, Role
from paidsocial.services.prediction import forecasts, lift_tests
from paidsocial.services.prediction.lift_test_details import Details
from tests.browser.conftest import Person, Stage
from tests.conftest import NOW
from tests.support.builders import micros
from tests.support.company import TODAY


@pytest.fixture
def tested(stage: Stage) -> None:
    """A lift test of the client."""
    database = Database(stage.site.database_url)
    with database.session() as session:
        details = Details(
            stage.company.client.id,
            date(2026, 5, 11),
            date(2026, 6, 7),
            "EUR",
            spend_micros=micros("1000"),
            revenue_micros=micros("1700"),
            low_micros=micros("1300"),
            high_micros=micros("2100"),
        )
        lift_tests.add(session, Actor.at_the_machine("tests"), details, now=NOW, today=TODAY)
    database.dispose()


@pytest.mark.usefixtures("tested")
def test_the_forecast_comes_by_itself_and_then_at_once(
    person: Callable[[Role], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "MANY", 1)
    fit, go_on = RoasForecaster.fit, threading.Event()

    def slowly(self: RoasForecaster, *arguments: object, **more: object) -> RoasForecaster:
        assert go_on.wait(20)
        return fit(self, *arguments, **more)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(RoasForecaster, "fit", slowly)
    someone = person(Role.SPECIALIST)
    someone.page.goto(someone.site.address + "/forecast/?currency=EUR")
    expect(someone.page.get_by_role("heading", level=1)).to_have_text("What the next days bring")
    expect(someone.page.get_by_role("status").filter(has_text="It comes by itself")).to_be_visible()
    _keep(someone, "waiting")
    go_on.set()
    expect(someone.page.locator("#forecast tbody tr").first).to_be_visible()
    expect(someone.page.locator("#incremental")).to_contain_text("By 1 lift test")
    expect(someone.page.locator("canvas, svg").first).to_be_visible()
    someone.look()
    _keep(someone, "forecast")
    someone.go("/forecast/?currency=EUR")
    expect(someone.page.locator(".waiting")).to_have_count(0)


def _keep(someone: Person, name: str) -> None:
    """Pictures for whoever wants to look: a folder in PAIDSOCIAL_PICTURES."""
    folder = os.environ.get("PAIDSOCIAL_PICTURES")
    if folder:
        for width in (1440, 390):
            someone.page.set_viewport_size({"width": width, "height": 900})
            someone.page.wait_for_timeout(400)
            someone.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        someone.page.set_viewport_size({"width": 1440, "height": 900})
