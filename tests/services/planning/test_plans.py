"""Plan lines in the database: revisions that are never overwritten, what they cover, overlaps, and who may."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.errors import BadInput, Forbidden, NotFound, Refused, Stale
from paidsocial.models import AuditEntry, Client, PlanLine, PlanLineCampaign, PlanRevision
from paidsocial.services import audit
from paidsocial.services.access import Actor, Role
from paidsocial.services.planning import plan_lines, plan_membership, plan_previews, plans
from paidsocial.services.planning.plans import Wanted
from tests.support.builders import World, someone

JUNE = Period.month(2026, 6)
TODAY = date(2026, 6, 14)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def shop(world: World) -> Client:
    """A client with three campaigns on two platforms."""
    client = world.client("Tallybird")
    meta = world.account(client, "Meta", platform="meta")
    tiktok = world.account(client, "TikTok", platform="tiktok")
    world.campaign(meta, "Spring Sale | Prospecting")
    world.campaign(meta, "Brand")
    world.campaign(tiktok, "Spring Sale | Video")
    return client


def june(client: Client, name: str = "June", amount: str = "9000", **more: object) -> Wanted:
    return Wanted(client.id, name, JUNE, Money.parse(amount, "EUR"), **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def save(session: Session, actor: Actor, wanted: Wanted, now: datetime, **more: object) -> plans.Saved:
    return plans.save(session, actor, wanted, now=now, today=TODAY, **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def amounts(session: Session, line: PlanLine) -> list[tuple[date, int]]:
    rows = session.execute(
        select(PlanRevision.effective_day, PlanRevision.amount_micros)
        .where(PlanRevision.plan_line_id == line.id)
        .order_by(PlanRevision.id)
    )
    return [(day, amount // 1_000_000) for day, amount in rows]


def covered(session: Session, line: PlanLine) -> int:
    return session.scalar(select(func.count()).where(PlanLineCampaign.plan_line_id == line.id)) or 0


def test_a_new_line_counts_from_the_first_day_of_its_period(session: Session, shop: Client, now: datetime):
    saved = save(session, someone(), june(shop, po_number="PO-7", cost_centre=" CC1 "), now)
    assert saved.created
    assert saved.covered == 3
    assert saved.warnings == ()
    assert amounts(session, saved.line) == [(date(2026, 6, 1), 9000)]
    assert (saved.line.po_number, saved.line.cost_centre) == ("PO-7", "CC1")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.client_id) == ("plan_line.created", str(saved.line.id), shop.id)


def test_a_revision_takes_effect_today_and_keeps_what_was(session: Session, shop: Client, now: datetime):
    save(session, someone(), june(shop, po_number="PO-7", scope=Scope(matches=("Brand",))), now)
    again = save(session, someone(), june(shop, amount="12000", reason="More stock"), now)
    assert not again.created
    assert again.changed
    assert again.effective_day == TODAY
    assert amounts(session, again.line) == [(date(2026, 6, 1), 9000), (TODAY, 12000)]
    assert again.line.po_number == "PO-7"
    assert again.covered == 1  # the scope stayed
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert last is not None
    assert last.before["amounts"] == [["2026-06-01", "9000.00"]]
    assert last.after["amounts"][-1] == ["2026-06-14", "12000.00"]
    assert last.after["reason"] == "More stock"
    assert audit.verify(session).broken_at is None


def test_outside_its_period_a_revision_counts_for_the_whole_of_it(session: Session, shop: Client, now: datetime):
    save(session, someone(), june(shop), now)
    later = plans.save(session, someone(), june(shop, amount="12000"), now=now, today=date(2026, 11, 20))
    assert later.effective_day == date(2026, 6, 1)


def test_the_effective_day_can_be_given_but_not_after_the_end(session: Session, shop: Client, now: datetime):
    saved = save(session, someone(), june(shop, effective_day=date(2026, 5, 1)), now)
    assert saved.effective_day == date(2026, 6, 1)
    assert save(session, someone(), june(shop, amount="1", effective_day=date(2026, 6, 20)), now).effective_day == date(
        2026, 6, 20
    )
    with pytest.raises(BadInput, match="after the plan line ends"):
        save(session, someone(), june(shop, amount="2", effective_day=date(2026, 7, 1)), now)


def test_the_same_again_changes_nothing(session: Session, shop: Client, now: datetime):
    save(session, someone(), june(shop), now)
    again = save(session, someone(), june(shop), now)
    assert not again.changed
    assert len(amounts(session, again.line)) == 1
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_details_can_change_without_touching_the_amounts(session: Session, shop: Client, now: datetime):
    line = save(session, someone(), june(shop), now).line
    save(session, someone(), june(shop, amount="12000", effective_day=date(2026, 6, 20)), now)
    saved = save(session, someone(), june(shop, keep_amount=True, cost_centre="CC2"), now, line_id=line.id)
    assert saved.changed
    assert amounts(session, line) == [(date(2026, 6, 1), 9000), (date(2026, 6, 20), 12000)]


def test_scopes_decide_what_is_covered(session: Session, world: World, shop: Client, now: datetime):
    line = save(session, someone(), june(shop, scope=Scope(matches=("spring sale*",))), now).line
    assert covered(session, line) == 2
    save(session, someone(), june(shop, scope=Scope(matches=("spring sale*",), platforms=frozenset({"tiktok"}))), now)
    assert covered(session, line) == 1
    save(session, someone(), june(shop, scope=Scope()), now)
    assert covered(session, line) == 3
    stranger = world.account(world.client("Else"))
    with pytest.raises(BadInput, match="not this client's"):
        save(session, someone(), june(shop, scope=Scope(account_ids=frozenset({stranger.id}))), now)
    with pytest.raises(BadInput, match=r"no platform “snapshat”; there are .*meta, .*tiktok"):
        save(session, someone(), june(shop, scope=Scope(platforms=frozenset({"snapshat"}))), now)
    later = june(shop, scope=Scope(platforms=frozenset({"snapchat"})))
    assert save(session, someone(), later, now).covered == 0


def test_nothing_matched_is_a_warning(session: Session, shop: Client, now: datetime):
    saved = save(session, someone(), june(shop, scope=Scope(matches=("Autumn*",))), now)
    assert saved.covered == 0
    assert saved.warnings == ("No campaign matches this line yet; it takes up those that later imports bring.",)


def test_new_campaigns_join_and_renamed_ones_leave_lines_that_run(
    session: Session, world: World, shop: Client, now: datetime
):
    actor = someone()
    spring = Scope(matches=("Spring*",))
    running = save(session, actor, june(shop, scope=spring), now).line
    past_month = Wanted(shop.id, "May", Period.month(2026, 5), Money.parse("1", "EUR"), scope=spring)
    ended = plans.save(session, actor, past_month, now=now, today=TODAY).line
    meta = world.account(shop)
    new = world.campaign(meta, "Spring Finale")
    with transaction(session):
        assert plan_membership.refresh(session, client_id=shop.id, today=TODAY) == 2
    assert (covered(session, running), covered(session, ended)) == (3, 3)
    with transaction(session):
        new.name = "Autumn"
        session.flush()
        assert plan_membership.refresh(session, client_id=shop.id, today=TODAY) == 1
    assert (covered(session, running), covered(session, ended)) == (2, 3)
    with transaction(session):
        assert plan_membership.refresh(session, client_id=shop.id, today=TODAY) == 0


def test_overlaps_are_named_and_do_not_stop_anyone(session: Session, shop: Client, now: datetime):
    save(session, someone(), june(shop, name="All"), now)
    wanted = june(shop, name="Brand", scope=Scope(matches=("Brand",)))
    sentence = "“All” also covers “Brand” from 2026-06-01 to 2026-06-30: that spend counts in both."
    before = plan_previews.preview(session, someone(), wanted)
    assert before.campaigns == ("Brand",)
    assert before.warnings == (sentence,)
    saved = save(session, someone(), wanted, now)
    assert saved.created
    assert saved.warnings == (sentence,)
    assert plan_previews.preview(session, someone(), wanted, line_id=saved.line.id).overlaps == saved.overlaps


def test_somebody_elses_revision_is_not_overwritten_unseen(session: Session, shop: Client, now: datetime):
    line = save(session, someone(), june(shop), now).line
    seen = plan_lines.details(session, someone(), line.id).revisions[-1].id
    save(session, someone(), june(shop, amount="10000"), now)
    with pytest.raises(Stale, match="Somebody else changed “June”"):
        save(session, someone(), june(shop, amount="11000"), now, line_id=line.id, seen_revision=seen)
    assert len(amounts(session, line)) == 2


def test_currency_client_and_names_are_kept_apart(session: Session, world: World, shop: Client, now: datetime):
    line = save(session, someone(), june(shop), now).line
    dollars = Wanted(shop.id, "June", JUNE, Money.parse("5", "USD"))
    with pytest.raises(Refused, match="agreed in EUR"):
        save(session, someone(), dollars, now)
    save(session, someone(), june(shop, name="Other"), now)
    with pytest.raises(BadInput, match="already a plan line “Other”"):
        save(session, someone(), june(shop, name="Other"), now, line_id=line.id)
    with pytest.raises(BadInput, match="stays with its client"):
        save(session, someone(), june(world.client("Else")), now, line_id=line.id)
    assert save(session, someone(), june(shop, name="June, renamed"), now, line_id=line.id).line.name == "June, renamed"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": " "}, "Give the plan line a name"),
        ({"name": "x" * 301}, "at most 300"),
        ({"amount": "-1"}, "below zero"),
        ({"amount": "2000000000"}, "slipped digit"),
        ({"scope": Scope(matches=("",))}, "empty or too long"),
        ({"po_number": "x" * 101}, "at most 100"),
    ],
)
def test_absurd_forms_are_refused_and_change_nothing(
    session: Session, shop: Client, now: datetime, more: dict[str, object], said: str
):
    with pytest.raises(BadInput, match=said):
        save(session, someone(), june(shop, **more), now)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    assert session.scalars(select(PlanLine)).all() == []


def test_access_by_role_and_client(session: Session, world: World, shop: Client, now: datetime):
    line = save(session, someone(), june(shop), now).line
    for role in (Role.VIEWER, Role.FINANCE):
        with pytest.raises(Forbidden):
            save(session, someone(role), june(shop, amount="1"), now)
    outsider = someone(clients={world.client("Else").id})
    for attempt in (
        lambda: save(session, outsider, june(shop), now),
        lambda: plans.set_archived(session, outsider, line.id, archived=True, now=now),
        lambda: plan_lines.details(session, outsider, line.id),
        lambda: plan_previews.preview(session, outsider, june(shop)),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert plan_lines.details(session, someone(Role.VIEWER, clients={shop.id}), line.id).line.id == line.id


def test_put_away_and_brought_back(session: Session, shop: Client, now: datetime):
    line = save(session, someone(), june(shop), now).line
    assert plans.set_archived(session, someone(), line.id, archived=True, now=now).archived_at == now
    plans.set_archived(session, someone(), line.id, archived=True, now=now)
    back = save(session, someone(), june(shop), now)
    assert back.line.archived_at is None
    assert not back.created
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["plan_line.created", "plan_line.archived", "plan_line.revised"]


def test_a_month_is_carried_over_once(session: Session, shop: Client, now: datetime):
    save(session, someone(), june(shop, scope=Scope(matches=("Brand",)), po_number="PO-7"), now)
    save(session, someone(), june(shop, amount="12000"), now)
    july = Period.month(2026, 7)
    copy = {"month": july, "now": now, "today": TODAY}
    assert plan_lines.copy_month(session, someone(), **copy) == (1, 0)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    assert plan_lines.copy_month(session, someone(), **copy) == (0, 1)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    line = session.scalars(select(PlanLine).where(PlanLine.first_day == july.first)).one()
    assert amounts(session, line) == [(july.first, 12000)]
    assert line.po_number == "PO-7"
    assert covered(session, line) == 1
    assert plan_lines.copy_month(session, someone(clients=set()), **copy) == (0, 0)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def test_whose_line_is_meant(session: Session, world: World, now: datetime):
    actor = someone(Role.ADMINISTRATOR)

    def meant(name: str | None = None, line: str = "June", scope: Scope | None = None) -> int:
        return plan_lines.client_for(session, actor, name=name, line_name=line, period=JUNE, scope=scope or Scope())

    with pytest.raises(BadInput, match="import a file first"):
        meant()
    one = world.client("One")
    assert meant() == one.id
    two = world.client("Two")
    world.campaign(world.account(two), "Autumn | Brand")
    with pytest.raises(BadInput, match="--client: “One”, “Two”"):
        meant()
    assert meant("two") == two.id
    assert meant(scope=Scope(matches=("Autumn*",))) == two.id
    with pytest.raises(BadInput, match="There is no client “Three”; there is “One”, “Two”"):
        meant("Three")
    save(session, actor, june(one), now)
    assert meant() == one.id


def test_a_preview_takes_no_scope_from_another_clients_line(
    session: Session, world: World, shop: Client, now: datetime
) -> None:
    other = world.client("Other")
    hidden = save(session, someone(), june(other, scope=Scope(("Secret*",))), now).line
    with pytest.raises(NotFound):
        plan_previews.preview(session, someone(clients={shop.id}), june(shop), line_id=hidden.id)


def test_letters_that_are_no_currency_are_refused_and_a_foreign_one_is_pointed_out(
    session: Session, machine: Actor, world: World, shop: Client, now: datetime
) -> None:
    world.account(shop, "US", currency="USD")
    odd = Wanted(shop.id, "Abroad", JUNE, Money.parse("9000", "ZZZ"))
    for refused in (lambda: save(session, machine, odd, now), lambda: plan_previews.preview(session, machine, odd)):
        with pytest.raises(BadInput, match="ZZZ is not a currency; Tallybird uses EUR and USD") as caught:
            refused()
        assert caught.value.field == "currency"
    foreign = "No ad account of this client spends in GBP"
    pounds = Wanted(shop.id, "Abroad", JUNE, Money.parse("9000", "GBP"))
    assert any(text.startswith(foreign) for text in plan_previews.preview(session, machine, pounds).warnings)
    saved = save(session, machine, pounds, now)
    assert saved.created
    assert any(text.startswith(foreign) for text in saved.warnings)


def test_a_client_without_ad_accounts_plans_in_any_known_currency(
    session: Session, machine: Actor, world: World, now: datetime
) -> None:
    client = world.client("Brand new")
    with pytest.raises(BadInput, match="ZZZ is not a currency"):
        save(session, machine, Wanted(client.id, "June", JUNE, Money.parse("9000", "ZZZ")), now)
    assert save(session, machine, Wanted(client.id, "June", JUNE, Money.parse("9000", "AUD")), now).created
