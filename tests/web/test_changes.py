"""Changes: what waits, carrying out by hand, the ledger and a change's trail, undo; and who may do what."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import BudgetChange, Campaign, Client, PlatformBudget, User
from paidsocial.services.access import Actor, Role
from paidsocial.services.changes import budget_changes
from paidsocial.services.changes.budget_changes import Wanted
from tests.support.browser import Browser, Page
from tests.support.builders import World
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]
TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def spring(world: World, cast: Cast) -> Campaign:
    """A campaign with a daily budget of 100.00 since March."""
    campaign = world.campaign(cast.account, "Spring")
    world.budget(campaign, 100, date(2026, 3, 1))
    return campaign


@pytest.fixture
def propose(session: Session, spring: Campaign, cast: Cast, now: datetime) -> Callable[..., int]:
    """A maker of changes that the specialist asks for; approved at once where no limit is set."""

    def make(after: str = "115", *, limit: int | None = None, seen: str | None = "100", campaign: int = 0) -> int:
        with transaction(session):
            amount = None if limit is None else limit * 1_000_000
            session.get_one(Client, cast.ours.id).approval_limit_micros = amount
        user = session.scalars(select(User).where(User.email == cast.email(Role.SPECIALIST))).one()
        wanted = Wanted(campaign or spring.id, after, seen=seen, reason="It earns more")
        return budget_changes.propose(session, Actor.of(user, "web"), wanted, now=now, today=TODAY)

    return make


def version(session: Session, change_id: int) -> str:
    reread(session)
    return str(session.get_one(BudgetChange, change_id).version)


def test_an_empty_ledger_teaches_the_next_step(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(Role.SPECIALIST).get("/changes/")
    assert page.heading == "No budget was changed yet"
    assert page.soup.select_one('.empty a[href^="/reallocate/"]')
    assert not client_for(Role.VIEWER).get("/changes/").soup.select_one(".empty a[href]")


def test_what_waits_stands_on_top(client_for: ClientFor, propose: Callable[..., int]) -> None:
    change_id = propose(limit=1)
    page = client_for(Role.DIRECTOR).get("/changes/")
    assert page.heading == "1 decision waits"
    assert "specialist person asks to set Spring to 115.00 EUR a day" in page.text
    assert page.soup.select_one(f'#waiting a[href="/changes/{change_id}"]')


def test_a_director_approves_and_the_trail_says_so(client_for: ClientFor, propose: Callable[..., int]) -> None:
    change_id = propose(limit=1)
    browser = client_for(Role.DIRECTOR)
    refused = browser.post(f"/changes/{change_id}/decide", {"decision": "refuse"})
    assert (refused.status, "Say why" in refused.errors()[0]) == (422, True)
    page = browser.post(f"/changes/{change_id}/decide", {"decision": "approve", "comment": "Fine"}, follow=True)
    assert page.heading == "Spring: 100.00 EUR → 115.00 EUR a day"
    trail = [" ".join(step.get_text(" ").split()) for step in page.soup.select(".trail li")]
    assert len(trail) == 2
    assert trail[1].startswith("Approved")
    assert trail[1].endswith("director person Fine")


def test_what_was_asked_together_is_decided_together(
    client_for: ClientFor, world: World, session: Session, cast: Cast, now: datetime
) -> None:
    with transaction(session):
        session.get_one(Client, cast.ours.id).approval_limit_micros = 1_000_000
    user = session.scalars(select(User).where(User.email == cast.email(Role.SPECIALIST))).one()
    wanted = []
    for number in range(3):
        campaign = world.campaign(cast.account, f"Summer {number}")
        world.budget(campaign, 100, date(2026, 3, 1))
        wanted.append(Wanted(campaign.id, "115", seen="100", reason="It earns more"))
    ids = budget_changes.propose_all(session, Actor.of(user, "web"), wanted, now=now, today=TODAY)
    own = {"change": [str(number) for number in ids], "decision": "approve"}
    assert client_for(Role.SPECIALIST).post("/changes/decide", own).status == 403

    browser = client_for(Role.DIRECTOR)
    page = browser.get("/changes/")
    assert page.heading == "1 decision waits"
    assert "asks to set 3 budgets of" in page.text
    assert len(page.soup.select("#waiting input[name=change][checked]")) == 3
    some = {"change": [str(ids[0])], "decision": "refuse"}
    refused = browser.post("/changes/decide", some)
    assert (refused.status, "Say why" in refused.errors()[0]) == (422, True)
    assert [box["value"] for box in refused.soup.select("#waiting input[name=change][checked]")] == [str(ids[0])]
    assert browser.post("/changes/decide", {"decision": "approve"}).status == 422
    after = browser.post("/changes/decide", {**some, "comment": "Not that one"}, follow=True)
    assert "Refused 1 change" in after.text
    rest = {"change": [str(number) for number in ids[1:]], "decision": "approve"}
    assert "Approved 2 changes" in browser.post("/changes/decide", rest, follow=True).text
    reread(session)
    assert [session.get_one(BudgetChange, number).state for number in ids] == ["refused", "approved", "approved"]
    assert browser.post("/changes/decide", rest).status == 409


def test_above_the_limit_the_proposer_is_refused(client_for: ClientFor, propose: Callable[..., int]) -> None:
    change_id = propose(limit=1)
    answer = client_for(Role.SPECIALIST).post(f"/changes/{change_id}/decide", {"decision": "approve"})
    assert answer.status == 403
    assert "may approve alone" in answer.text


def test_marking_applied_with_another_amount_enters_the_history(
    client_for: ClientFor, propose: Callable[..., int], session: Session
) -> None:
    change_id = propose()
    browser = client_for(Role.SPECIALIST)
    page = browser.get("/changes/")
    assert page.heading == "1 change to carry out"
    fields = {
        "change": str(change_id),
        f"version_{change_id}": version(session, change_id),
        f"set_{change_id}": "112.50",
        "result": "applied",
    }
    after = browser.post("/changes/mark", fields, follow=True)
    assert "Marked 1 change as applied" in after.text
    reread(session)
    budget = session.scalars(select(PlatformBudget).order_by(PlatformBudget.id.desc()).limit(1)).one()
    assert (budget.amount_micros, budget.source) == (112_500_000, "by_hand")
    again = browser.post("/changes/mark", fields)
    assert again.status == 422
    assert "is applied" in again.errors()[0]


def test_what_was_not_applied_needs_a_reason(
    client_for: ClientFor, propose: Callable[..., int], session: Session
) -> None:
    change_id = propose()
    browser = client_for(Role.SPECIALIST)
    fields = {
        "change": str(change_id),
        f"version_{change_id}": version(session, change_id),
        "result": "not_applied",
    }
    assert "why it was not applied" in browser.post("/changes/mark", fields).errors()[0]
    assert "Tick the changes" in browser.post("/changes/mark", {"result": "applied"}).errors()[0]
    page = browser.post("/changes/mark", {**fields, "note": "Campaign ended"}, follow=True)
    assert "Marked 1 change as not applied" in page.text


def test_undo_explains_itself_and_becomes_a_change(
    client_for: ClientFor, propose: Callable[..., int], session: Session
) -> None:
    change_id = propose()
    browser = client_for(Role.SPECIALIST)
    fields = {"change": str(change_id), f"version_{change_id}": version(session, change_id), "result": "applied"}
    browser.post("/changes/mark", fields)
    page = browser.get(f"/changes/{change_id}")
    assert "Restores 100.00 EUR a day in place of 115.00 EUR" in page.text
    back = browser.post(f"/changes/{change_id}/undo", {"reason": "Fell short"}, follow=True)
    assert back.heading == "Spring: 115.00 EUR → 100.00 EUR a day"
    assert f"change {change_id}" in back.text
    assert "takes it back already" in browser.get(f"/changes/{change_id}").text
    assert browser.post(f"/changes/{change_id}/undo").status == 409


def test_undo_that_would_trample_a_later_edit_is_not_offered(
    client_for: ClientFor, propose: Callable[..., int], session: Session, world: World, spring: Campaign
) -> None:
    change_id = propose()
    browser = client_for(Role.SPECIALIST)
    fields = {"change": str(change_id), f"version_{change_id}": version(session, change_id), "result": "applied"}
    browser.post("/changes/mark", fields)
    world.budget(spring, 150, datetime.fromisoformat("2026-06-14T09:45:00+00:00"))
    page = browser.get(f"/changes/{change_id}")
    assert "undoing would trample that" in page.text
    assert not page.soup.select('form[action$="/undo"]')
    assert browser.post(f"/changes/{change_id}/undo").status == 409


def test_taking_back_ends_it(client_for: ClientFor, propose: Callable[..., int]) -> None:
    change_id = propose()
    browser = client_for(Role.SPECIALIST)
    page = browser.post(f"/changes/{change_id}/withdraw", {"note": "Changed my mind"}, follow=True)
    assert "Withdrawn" in page.text
    assert "Changed my mind" in page.text
    assert browser.post(f"/changes/{change_id}/withdraw").status == 409


def test_the_ledger_filters_by_state_and_name(
    client_for: ClientFor, propose: Callable[..., int], world: World, cast: Cast
) -> None:
    propose()
    browser = client_for(Role.VIEWER)
    assert "Spring" in browser.get("/changes/?state=approved&q=spr").soup.select_one("#ledger-table").get_text()  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway
    assert "No change is like that" in browser.get("/changes/?q=winter").text
    assert browser.get("/changes/?state=nonsense").status == 400
    assert browser.get("/changes/?page=900").status == 200


def test_the_sheet_downloads(client_for: ClientFor, propose: Callable[..., int]) -> None:
    browser = client_for(Role.SPECIALIST)
    assert browser.get("/changes/sheet.csv").status == 404
    propose()
    csv = browser.get("/changes/sheet.csv")
    assert csv.response.headers["Content-Disposition"] == 'attachment; filename="budget-changes-2026-06-14.csv"'
    assert csv.response.data.startswith(b"\xef\xbb\xbfchange,")
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/changes/sheet.xlsx").response.data))
    assert book.get_sheet_by_name("Changes").to_python()[1][11] == 115
    assert browser.get("/changes/sheet.pdf").status == 400


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.DIRECTOR])
def test_those_who_do_not_carry_out_cannot_mark(
    client_for: ClientFor, propose: Callable[..., int], session: Session, role: Role
) -> None:
    change_id = propose()
    browser = client_for(role)
    assert not browser.get("/changes/").soup.select("button[name=result]")
    fields = {"change": str(change_id), f"version_{change_id}": version(session, change_id), "result": "applied"}
    assert browser.post("/changes/mark", fields).status == 403


def test_another_client_knows_nothing_of_it(
    client_for: ClientFor, propose: Callable[..., int], session: Session
) -> None:
    change_id = propose()
    outsider = client_for("outsider")
    assert outsider.get("/changes/").heading == "No budget was changed yet"
    assert outsider.get(f"/changes/{change_id}").status == 404
    for action in ("decide", "undo", "withdraw"):
        assert outsider.post(f"/changes/{change_id}/{action}", {"decision": "approve"}).status == 404
    fields = {"change": str(change_id), f"version_{change_id}": version(session, change_id), "result": "applied"}
    assert outsider.post("/changes/mark", fields).status == 404


def offered(page: Page) -> set[str]:
    """What a change's page lets one do."""
    return {str(form["action"]).rpartition("/")[2] for form in page.soup.select('main form[method="post"]')}


def test_only_what_a_person_may_do_is_offered(
    client_for: ClientFor, propose: Callable[..., int], session: Session, cast: Cast
) -> None:
    mine = propose(limit=1)
    with transaction(session):  # somebody else's, of the same client
        session.get_one(BudgetChange, mine).created_by = None
    page = client_for(Role.SPECIALIST).get(f"/changes/{mine}")
    assert offered(page) == set()
    assert "A specialist approves only what they proposed themselves" in page.text
    assert offered(client_for(Role.DIRECTOR).get(f"/changes/{mine}")) == {"decide", "withdraw"}
    assert offered(client_for(Role.ADMINISTRATOR).get(f"/changes/{mine}")) == {"decide", "withdraw"}
    for role in (Role.VIEWER, Role.FINANCE):
        assert offered(client_for(role).get(f"/changes/{mine}")) == set()


def test_a_proposer_above_the_limit_may_take_back_and_is_told_who_decides(
    client_for: ClientFor, propose: Callable[..., int]
) -> None:
    page = client_for(Role.SPECIALIST).get(f"/changes/{propose(limit=1)}")
    assert offered(page) == {"withdraw"}
    assert "that a proposer may approve alone; ask a director" in page.text


def test_everything_that_is_offered_is_done_whatever_the_role(
    client_for: ClientFor, propose: Callable[..., int], session: Session
) -> None:
    for role in Role:
        change_id = propose(limit=1)
        with transaction(session):
            session.get_one(BudgetChange, change_id).created_by = None
        browser = client_for(role)
        for action in sorted(offered(browser.get(f"/changes/{change_id}"))):
            done = browser.post(f"/changes/{change_id}/{action}", {"decision": "approve"})
            assert done.status != 403, (role, action)
        with transaction(session):
            session.get_one(BudgetChange, change_id).state = "withdrawn"


def test_a_change_that_goes_back_is_kept_by_who_may_approve_it(
    client_for: ClientFor, propose: Callable[..., int], session: Session
) -> None:
    change_id = propose()
    with transaction(session):
        session.get_one(BudgetChange, change_id).expires_on = date(2026, 6, 20)
    page = client_for(Role.SPECIALIST).get(f"/changes/{change_id}")
    assert "keep" in offered(page)
    assert "on 21 June 2026 it goes back to 100.00 EUR a day" in page.text
    kept = client_for(Role.SPECIALIST).post(f"/changes/{change_id}/keep", follow=True)
    assert "nothing goes back" in kept.text
    assert "keep" not in offered(kept)
    assert client_for(Role.VIEWER).post(f"/changes/{change_id}/keep").status == 403


def test_of_changes_proposed_together_who_may_not_decide_is_told_why(
    client_for: ClientFor, session: Session, spring: Campaign, world: World, cast: Cast
) -> None:
    winter = world.campaign(cast.account, "Winter")
    world.budget(winter, 100, date(2026, 3, 1))
    with transaction(session):
        session.get_one(Client, cast.ours.id).approval_limit_micros = 1_000_000
    user = session.scalars(select(User).where(User.email == cast.email(Role.SPECIALIST))).one()
    both = [Wanted(each.id, "115", seen="100") for each in (spring, winter)]
    budget_changes.propose_all(session, Actor.of(user, "web"), both, now=NOW, today=TODAY)
    page = client_for(Role.SPECIALIST).get("/changes/")
    assert not page.soup.select("#waiting button[name=decision]")
    assert "that a proposer may approve alone; ask a director" in page.text
    assert client_for(Role.DIRECTOR).get("/changes/").soup.select("#waiting button[name=decision]")
