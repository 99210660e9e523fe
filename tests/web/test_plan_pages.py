"""Plan & pacing and Today: what they say, what they change, for owner, teammate and outsider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.models import Approval, BudgetChange, PacingSnooze, PlanLine, PlanRevision
from paidsocial.services.access import Role
from paidsocial.services.planning import plans
from paidsocial.services.planning.plans import Wanted
from tests.support.browser import Browser
from tests.support.builders import SEEN, World, someone
from tests.support.queries import counted
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]
JUNE = Period.month(2026, 6)
HTMX = {"headers": {"HX-Request": "true"}}


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.fixture
def plan(session: Session, world: World, cast: Cast) -> dict[str, int]:
    """Ours: a line 100% over, one on track, one that nobody covers with spend, and a campaign outside every line."""
    days = list(Period(date(2026, 5, 1), june(13)).days())
    for name, spend in (("Sale | Advantage+", "120"), ("Brand", "50.50"), ("Loose", "3")):
        campaign = world.campaign(cast.account, name)
        world.figures(world.ad_set(campaign), *days, spend=spend)
        if name != "Loose":
            world.budget(campaign, "125" if name != "Brand" else "60", date(2026, 4, 1))
    ids = {}
    for name, amount, match in (
        ("Spring Sale", "1800", "Sale*"),
        ("Always on", "1515", "Brand"),
        ("Autumn", "900", "Autumn*"),
    ):
        wanted = Wanted(cast.ours.id, name, JUNE, Money.parse(amount, "EUR"), Scope(matches=(match,)), po_number="4711")
        ids[name] = plans.save(session, someone(), wanted, now=SEEN, today=june(1)).line.id
    return ids


def test_the_queue_says_the_answer(client_for: ClientFor, plan: dict[str, int]):
    page = client_for(Role.SPECIALIST).get("/today/")
    assert page.status == 200
    assert page.heading == "1 budget needs you; 1 is on track"
    card = page.soup.select_one(f"#exception-{plan['Spring Sale']}")
    assert card is not None
    text = " ".join(card.get_text(" ").split())
    # 13 x 120 = 1,560 of 1,800; lands at 3,600; what is left, 240, over 17 days is 14.12: lower by 105.88.
    assert "plan 1,800.00 EUR spent 1,560.00 lands at 3,600" in text
    assert "Almost certain to overspend → lower by 105.88 EUR a day" in text
    assert "Spends 120.00 EUR a day now; 14.12 EUR a day for 17 days would end on the plan." in text
    assert card.select_one("svg.pace") is not None
    assert "No campaign is covered" in page.text
    assert "1 budget on track" in page.text


def test_an_empty_morning_teaches_the_next_step(client_for: ClientFor, cast: Cast):
    page = client_for(Role.SPECIALIST).get("/today/")
    assert page.heading == "No budget is planned for this month yet"
    assert page.soup.select_one(".empty a[href^='/pacing/new']") is not None
    listing = client_for(Role.SPECIALIST).get("/pacing/")
    assert listing.heading == "No plan for June 2026 yet"
    assert "carry the lines of May 2026 over" in listing.text
    viewer = client_for(Role.VIEWER).get("/pacing/")
    assert viewer.status == 200
    assert viewer.soup.select_one("a[href^='/pacing/new']") is None


def test_not_now_needs_a_reason_and_can_be_undone(client_for: ClientFor, plan: dict[str, int], session: Session):
    browser, line_id = client_for(Role.SPECIALIST), plan["Spring Sale"]
    refused = browser.post(f"/today/{line_id}/not-now", {"until": "2026-06-17", "reason": " "})
    assert refused.status == 422
    page = browser.post(f"/today/{line_id}/not-now", {"until": "2026-06-17", "reason": "Agreed"}, follow=True)
    assert page.heading == "Nothing needs you; 1 is on track"
    assert "until 17 June: Agreed" in page.text
    undo = page.soup.select_one(f"form[action='/today/{line_id}/now']")
    assert undo is not None
    assert browser.post(f"/today/{line_id}/now", follow=True).heading.startswith("1 budget needs you")
    assert session.scalars(select(PacingSnooze.reason)).all() == ["Agreed"]
    for until in ("2026-06-14", "soon", "2026-09-01"):
        assert browser.post(f"/today/{line_id}/not-now", {"until": until, "reason": "x"}).status == 422


def test_an_adjustment_is_proposed_for_the_budgets_behind_the_line(
    client_for: ClientFor, plan: dict[str, int], session: Session
):
    browser, line_id = client_for(Role.SPECIALIST), plan["Spring Sale"]
    panel = browser.get(f"/today/{line_id}/adjust", **HTMX)
    (field,) = panel.soup.select("input[name^=after-]")
    # One budget of 125 that spends 120: a step of 20% at most, to 100.
    assert field["value"] == "100.00"
    assert "125.00 EUR a day now" in panel.text
    assert "is more than these budgets can take in one step of 20%" in panel.text
    key = str(field["name"]).removeprefix("after-")
    wrong = browser.post(f"/today/{line_id}/adjust", {f"after-{key}": "10", f"seen-{key}": "125.00"})
    assert wrong.status == 422
    assert "more than 30% in one step" in wrong.text
    stale = browser.post(f"/today/{line_id}/adjust", {f"after-{key}": "110", f"seen-{key}": "120.00"})
    assert "125.00 EUR now" in stale.text
    sent = browser.post(f"/today/{line_id}/adjust", {f"after-{key}": "110", f"seen-{key}": "125.00"})
    assert sent.status == 302
    assert "1 budget change written down" in browser.get("/today/").text
    reread(session)
    change = session.scalars(select(BudgetChange)).one()
    assert (change.before_micros, change.after_micros) == (125_000_000, 110_000_000)
    assert change.reason == "To bring “Spring Sale” to its plan"
    again = browser.get(f"/today/{line_id}/adjust", **HTMX)
    assert f"Change {change.id} of it is on its way" in again.text
    assert "1 change of these budgets is on its way already; decide on it first under Changes" in again.text
    assert "in one step of" not in again.text
    card = browser.get("/today/").text
    waits = "is waiting for approval" if change.state == "proposed" else "is approved and not carried out yet"
    assert f"1 change of it {waits}" in card
    assert browser.post(f"/today/{line_id}/adjust", {}).status == 422


def test_decisions_come_back(client_for: ClientFor, plan: dict[str, int], session: Session, world: World):
    browser, line_id = client_for(Role.SPECIALIST), plan["Spring Sale"]
    key = str(browser.get(f"/today/{line_id}/adjust", **HTMX).soup.select("input[name^=after-]")[0]["name"])[6:]
    browser.post(f"/today/{line_id}/adjust", {f"after-{key}": "110", f"seen-{key}": "125.00"})
    reread(session)
    change = session.scalars(select(BudgetChange)).one()
    if not session.scalars(select(Approval)).all():
        world.add(Approval(budget_change_id=change.id, decision="approved", comment="Fine", decided_at=SEEN))
    page = browser.get("/today/")
    assert "Budget of Sale | Advantage+" in page.text
    assert "Budget of Sale" not in client_for("outsider").get("/today/").text


def test_the_table_of_plan_lines(client_for: ClientFor, plan: dict[str, int]):
    browser = client_for(Role.FINANCE)
    page = browser.get("/pacing/")
    assert page.heading == "1 plan line of 3 in June 2026 needs someone"
    rows = {str(row["id"]): " ".join(row.get_text(" ").split()) for row in page.soup.select("tr[data-row]")}
    assert next(iter(rows)) == f"line-{plan['Spring Sale']}"
    assert "Always on 1 campaign · 4711 On track 1,515.00 EUR 656.50 656.50" in rows[f"line-{plan['Always on']}"]
    assert "Untracked: 1 campaign spent 39.00 EUR outside every plan line" in page.text
    assert len(browser.get("/pacing/?status=over").soup.select("tr[data-row]")) == 1
    assert len(browser.get("/pacing/?q=always").soup.select("tr[data-row]")) == 1
    assert "No plan line is like that" in browser.get("/pacing/?q=nothing").text
    assert browser.get("/pacing/?status=purple").status == 400
    assert browser.get("/pacing/?from=2026-05-01&to=2026-05-31").heading == "No plan for May 2026 yet"


def test_an_amount_is_changed_in_place_and_taken_back(client_for: ClientFor, plan: dict[str, int], session: Session):
    browser, line_id = client_for(Role.SPECIALIST), plan["Spring Sale"]
    form = browser.get(f"/pacing/{line_id}/amount", **HTMX)
    seen = form.soup.select_one("input[name=seen]")
    assert seen is not None
    assert form.soup.select_one("input[name=amount]")["value"] == "1800.00"  # type: ignore[index]  # a tag that must be there has attributes
    assert form.soup.select_one("input[name=effective_day]")["value"] == "2026-06-14"  # type: ignore[index]  # a tag that must be there has attributes
    values = {"amount": "3,600.00", "effective_day": "2026-06-14", "reason": "More stock", "seen": str(seen["value"])}
    row = browser.post(f"/pacing/{line_id}/amount", values, **HTMX)
    assert row.status == 200
    assert "3,600.00 EUR" in row.text
    assert "On track" in row.text
    revisions = session.scalars(select(PlanRevision).where(PlanRevision.plan_line_id == line_id)).all()
    assert [(each.effective_day, each.amount_micros, each.reason) for each in revisions] == [
        (june(1), 1_800_000_000, ""),
        (june(14), 3_600_000_000, "More stock"),
    ]
    stale = browser.post(f"/pacing/{line_id}/amount", values, **HTMX)
    assert stale.status == 422
    assert "Somebody else changed" in stale.text
    undo = row.soup.select_one("button[hx-post]")
    assert undo is not None
    back = browser.post(str(undo["hx-post"]), **HTMX)
    assert "1,800.00 EUR" in back.text
    reread(session)
    assert len(session.scalars(select(PlanRevision).where(PlanRevision.plan_line_id == line_id)).all()) == 3
    for bad in ({"amount": "-5"}, {"amount": "ten"}, {"effective_day": "2026-07-01"}, {"amount": ""}):
        latest = browser.get(f"/pacing/{line_id}/amount", **HTMX).soup.select_one("input[name=seen]")
        assert latest is not None
        answer = browser.post(f"/pacing/{line_id}/amount", {**values, "seen": str(latest["value"]), **bad}, **HTMX)
        assert answer.status == 422, bad
        assert answer.errors(), bad


def test_a_line_shows_its_curve_its_amounts_and_its_campaigns(client_for: ClientFor, plan: dict[str, int]):
    page = client_for(Role.DIRECTOR).get(f"/pacing/{plan['Spring Sale']}")
    assert page.heading == "Spring Sale"
    assert page.soup.select_one("[data-chart=cumulative-data]") is not None
    assert "Sale | Advantage+" in page.text
    assert "1,800.00" in page.text
    assert "over 17 days" in page.text
    assert client_for(Role.DIRECTOR).get(f"/pacing/{plan['Autumn']}").status == 200


def test_a_new_line_previews_what_it_covers_and_is_saved(
    client_for: ClientFor, plan: dict[str, int], cast: Cast, session: Session
):
    browser = client_for(Role.SPECIALIST)
    form = browser.get("/pacing/new?match=Loose")
    values = {
        str(field["name"]): str(field.get("value") or "")
        for field in form.soup.select("form.plan-form input[name]")
        if field.get("type") != "checkbox"
    }
    assert (values["first_day"], values["last_day"]) == ("2026-06-01", "2026-06-30")
    values |= {"name": "Everything", "amount": "5000", "currency": "EUR", "campaign_names": ""}
    preview = browser.post("/pacing/preview", values, **HTMX)
    assert "Covers 3 campaigns: Brand, Loose, Sale | Advantage+" in preview.text
    assert "“Always on” also covers “Brand” from 2026-06-01 to 2026-06-30" in preview.text
    for bad, said in (
        ({"last_day": "2026-05-01"}, "ends (2026-05-01) before it starts"),
        ({"amount": "0.001"}, "finer than the smallest unit"),
        ({"currency": "EURO"}, "not a currency code"),
        ({"name": ""}, "fill this in"),
        ({"amount": "99999999999"}, "slipped digit"),
    ):
        answer = browser.post("/pacing/new", {**values, **bad})
        assert answer.status == 422, bad
        assert any(said in error for error in answer.errors()), (bad, answer.errors())
    saved = browser.post("/pacing/new", {**values, "campaign_names": "Loose\nNobody*"}, follow=True)
    assert "“Everything” is planned with 5,000.00 EUR and covers 1 campaign." in saved.text
    line = session.scalars(select(PlanLine).where(PlanLine.name == "Everything")).one()
    assert line.client_id == cast.ours.id
    assert browser.post(f"/pacing/{line.id}/put-away", follow=True).status == 200
    assert "was put away" in browser.get(f"/pacing/{line.id}").heading
    assert browser.post(f"/pacing/{line.id}/bring-back", follow=True).heading == "Everything"


def test_a_line_is_edited_whole(client_for: ClientFor, plan: dict[str, int], session: Session):
    browser, line_id = client_for(Role.SPECIALIST), plan["Spring Sale"]
    form = browser.get(f"/pacing/{line_id}/edit")
    values = {
        str(field["name"]): str(field.get("value") or "")
        for field in form.soup.select("form.plan-form input[name]")
        if field.get("type") != "checkbox"
    }
    values["campaign_names"] = "Sale*\nLoose"
    same_amount = browser.post(f"/pacing/{line_id}/edit", {**values, "name": "Spring, renamed"}, follow=True)
    assert same_amount.heading == "Spring, renamed"
    assert "Loose" in same_amount.text
    assert len(session.scalars(select(PlanRevision).where(PlanRevision.plan_line_id == line_id)).all()) == 1
    more = browser.post(f"/pacing/{line_id}/edit", {**values, "amount": "2000", "reason": "Approved"}, follow=True)
    assert "2,000.00 EUR" in more.text
    assert "Approved" in more.text
    assert browser.post(f"/pacing/{line_id}/edit", {**values, "name": "Always on"}).errors()


def test_a_month_is_carried_over(client_for: ClientFor, plan: dict[str, int]):
    browser = client_for(Role.DIRECTOR)
    page = browser.post("/pacing/copy?from=2026-07-01&to=2026-07-31", follow=True)
    assert "3 plan lines carried over to July 2026" in page.text
    assert page.heading == "Nothing needs you in July 2026"
    again = browser.post("/pacing/copy?from=2026-07-01&to=2026-07-31", follow=True)
    assert "has all the lines" in again.text
    assert "no plan lines to carry over" in browser.post("/pacing/copy?from=2026-03-01&to=2026-03-31", follow=True).text


def test_untracked_campaigns_lead_to_a_plan_line(client_for: ClientFor, plan: dict[str, int]):
    page = client_for(Role.SPECIALIST).get("/pacing/untracked")
    assert page.heading == "1 campaign spends outside every plan line"
    link = page.soup.select_one("a[href*='match=Loose']")
    assert link is not None
    nothing = client_for("outsider").get("/pacing/untracked")
    assert "Loose" not in nothing.text


def test_outsiders_and_readers(client_for: ClientFor, plan: dict[str, int]):
    outsider, viewer, line_id = client_for("outsider"), client_for(Role.VIEWER), plan["Spring Sale"]
    assert outsider.get("/pacing/").soup.select("tr[data-row]") == []
    assert outsider.get("/today/").soup.select(".exception, .fold") == []
    for path in (f"/pacing/{line_id}", f"/pacing/{line_id}/edit", f"/today/{line_id}/adjust"):
        assert outsider.get(path).status == 404
    assert viewer.get(f"/pacing/{line_id}").status == 200
    assert viewer.get("/today/").status == 403
    assert viewer.post(f"/pacing/{line_id}/amount", {"amount": "1"}).status == 403
    everywhere = client_for("everywhere").get("/pacing/")
    assert "Spring Sale" in everywhere.text


def test_pages_take_a_fixed_number_of_queries(
    client_for: ClientFor, plan: dict[str, int], session: Session, world: World, cast: Cast
):
    browser = client_for(Role.SPECIALIST)

    def queries(path: str) -> int:
        with counted(session) as made:
            assert browser.get(path).status == 200
        return len(made)

    paths = ("/today/", "/pacing/")
    few_cold = [queries(path) for path in paths]
    few_warm = [queries(path) for path in paths]
    for number in range(30):
        campaign = world.campaign(cast.account, f"C{number}")
        world.figures(world.ad_set(campaign), june(12), june(13), spend="100")
        wanted = Wanted(cast.ours.id, f"L{number}", JUNE, Money.parse("500", "EUR"), Scope(matches=(f"C{number}",)))
        plans.save(session, someone(), wanted, now=SEEN, today=june(1))
    assert [queries(path) for path in paths] == few_cold
    assert [queries(path) for path in paths] == few_warm
    assert max(few_cold) <= 40
    assert max(few_warm) <= 30


def test_an_exceeded_budget_is_never_told_as_less_than_nothing_a_day(
    client_for: ClientFor, plan: dict[str, int], session: Session, cast: Cast
):
    wanted = Wanted(cast.ours.id, "Spring Sale", JUNE, Money.parse("1000", "EUR"))
    plans.save(session, someone(), wanted, now=SEEN, today=june(1), line_id=plan["Spring Sale"])
    browser = client_for(Role.SPECIALIST)
    line = " ".join(browser.get(f"/pacing/{plan['Spring Sale']}").text.split())
    assert "Budget exceeded by €560.00 spends €120.00 a day, 17 days left" in line  # 13 x 120 = 1,560 of 1,000
    card = " ".join(browser.get("/today/").text.split())
    assert "Spends 120.00 EUR a day now, though the budget is exceeded by 560.00 EUR" in card
    for text in (line, card):
        assert "to −€" not in text
        assert "would end on the plan" not in text


def test_a_plan_in_a_strange_currency_is_refused_on_the_form(client_for: ClientFor, plan: dict[str, int], cast: Cast):
    typed = {"name": "Odd", "client_id": str(cast.ours.id), "currency": "ZZZ", "amount": "1000"}
    days = {"first_day": "2026-06-01", "last_day": "2026-06-30"}
    page = client_for(Role.SPECIALIST).post("/pacing/new", {**typed, **days})
    assert page.status == 422
    assert "ZZZ is not a currency" in page.text
    page = client_for(Role.SPECIALIST).post("/pacing/new", {**typed, **days, "currency": "EUR", "amount": "1.500"})
    assert page.status == 422
    assert "“1.500” can be read as 1,500 or 1.5; write 1500 or 1.50." in page.text
