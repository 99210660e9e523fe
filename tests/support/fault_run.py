"""One random life of a connected account: pulls, edits, pushes, faults and crashes; then everything must be right.

    run(seed, session, home) -> what happened, or AssertionError

The seed decides the platform, the faults, where the process dies, and what people do on both sides. Afterwards the
platform behaves, time passes, and the product does what it does by itself: pull, reconcile, send what may be sent.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import State
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.errors import PaidsocialError
from paidsocial.models import AccountSync, BudgetChange, SyncRun
from paidsocial.platforms.live.find import live_platforms
from paidsocial.platforms.live.http import Caller
from paidsocial.sandbox.server.faults import Fault
from paidsocial.sandbox.server.state import US
from paidsocial.services.access import Actor
from paidsocial.services.changes import budget_changes, pushing
from paidsocial.services.connections import turns
from tests.support.connected import MACHINE, Workspace, connect, sign_in
from tests.support.importing import assert_sums_hold
from tests.support.live import bench, books

SINCE = date(2026, 6, 1)
FAULTS = (
    *("throttle", "error_500", "timeout", "cut", "lost_reply", "html", "redirect", "expire_token"),
    *("repeat_page", "drop_page", "stale_read", "ignored_write", "huge"),
    *("lag_day", "lose_rows", "restate"),
)
NEVER_SET = {State.PROPOSED, State.APPROVED, State.SCHEDULED, State.REJECTED, State.FAILED, State.WITHDRAWN}
STEPS = 12
EUR = 1_000_000


class Killed(BaseException):
    """The process ended here."""


@dataclass
class Life:
    """What is going on in one run."""

    work: Workspace
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    amounts: set[int] = field(default_factory=set)
    proposer: Actor = MACHINE

    @property
    def box(self) -> Any:
        return self.work.door.sandbox

    def happens(self, what: str) -> None:
        self.done[what] += 1

    # ---- what people and the product do

    def pull(self) -> None:
        self.happens(f"pull {self.work.sync().state}")

    def propose(self) -> None:
        target = self.work.door.target(on_campaign=self.chance.random() < 0.5)
        campaign = self.work.campaign(target.campaign_id)
        on_campaign = target.id == target.campaign_id
        ad_set = None if on_campaign else self.work.ad_set(target.id).id
        standing = budget_changes.standing_amounts(self.work.session, [campaign.id], now=self.box.now).get(
            campaign.id, []
        )
        seen = next((row.amount for row in standing if row.ad_set_id == ad_set), None)
        self.work.session.rollback()
        if seen is None:
            return
        after = seen + self.chance.randint(1, max(seen // EUR // 8, 1)) * EUR
        while after in self.amounts:  # each amount once, so that a write tells whose it is
            after += EUR
        self.amounts.add(after)
        wanted = budget_changes.Wanted(campaign.id, str(after // EUR), str(seen // EUR), ad_set, "a run")
        budget_changes.propose(self.work.session, self.proposer, wanted, now=self.box.now, today=self.box.now.date())
        self.happens("proposed")

    def push(self) -> None:
        sendable = [state.value for state in pushing.SENDABLE]
        ids = self.work.session.scalars(select(BudgetChange.id).where(BudgetChange.state.in_(sendable))).all()
        self.work.session.rollback()
        if ids:
            state = pushing.push(self.work.session, MACHINE, self.work.live, self.chance.choice(list(ids))).state
            self.happens(f"push {state}")

    def reconcile(self) -> None:
        states = [State.SENDING.value, State.UNKNOWN.value]
        ids = self.work.session.scalars(select(BudgetChange.id).where(BudgetChange.state.in_(states))).all()
        self.work.session.rollback()
        for id_ in ids:
            state = pushing.reconcile(self.work.session, MACHINE, self.work.live, id_).state
            self.happens(f"reconcile {state}")

    def edit_there(self) -> None:
        target = self.work.door.target(on_campaign=self.chance.random() < 0.5)
        there = self.box.budget(target.id) + self.chance.randint(1, 9) * EUR
        while there in self.amounts:  # what somebody set there already is not set by us, and rightly counts as applied
            there += EUR
        self.amounts.add(there)
        self.box.set_budget(target.id, there, who="somebody on the platform")
        self.happens("edited there")

    def time_passes(self) -> None:
        self.box.advance(timedelta(hours=self.chance.choice((1, 5, 26, 50))))

    def fault(self) -> None:
        kind = self.chance.choice(FAULTS)
        after, times = self.chance.randint(0, 6), self.chance.randint(1, 3)
        self.box.faults.add(Fault(kind, after=after, times=times, seconds=0.4, share=0.2))
        self.happens(f"fault {kind}")

    # ---- dying

    @contextmanager
    def mortal(self) -> Iterator[None]:
        """Now and then the process ends at one of the next calls, before it was sent or after its answer."""
        if self.chance.random() > 0.35:
            yield
            return
        left, before = self.chance.randint(1, 8), self.chance.random() < 0.5
        send: Callable[..., Any] = Caller._send

        def dying(caller: Caller, *arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and before:
                raise Killed
            answer = send(caller, *arguments, **options)
            if left == 0:
                raise Killed
            return answer

        Caller._send = dying  # type: ignore[method-assign]
        try:
            yield
        finally:
            Caller._send = send  # type: ignore[method-assign]


def run(seed: int, session: Session, home: Path) -> Counter[str]:
    """Live one life and check it; an AssertionError carries the seed."""
    chance = random.Random(seed)
    slug = chance.choice(sorted(live_platforms()))
    with bench(slug, campaigns=3, ad_sets=2) as door:
        work = connect(session, home, door, push=True)
        _quicker(work)
        life = Life(work, chance)
        work.sync(since=SINCE)
        for _ in range(STEPS):
            step = chance.choices(
                (life.pull, life.propose, life.push, life.reconcile, life.edit_there, life.time_passes, life.fault),
                (4, 3, 5, 2, 1, 3, 5),
            )[0]
            try:
                with life.mortal():
                    step()
            except Killed:
                life.happens("killed")
                session.rollback()
            except PaidsocialError as error:
                life.happens(f"refused: {type(error).__name__}")
                session.rollback()
        try:
            _come_to_rest(life)
            check(life)
        except AssertionError as error:
            raise AssertionError(f"seed {seed} on {slug}: {error}\n{dict(life.done)}") from error
        return life.done + Counter({slug: 1})


def _quicker(work: Workspace) -> None:
    """A reply that never comes is waited for less long."""
    work.live = replace(work.live, timing=replace(work.live.timing, read_seconds=0.3))


def _come_to_rest(life: Life) -> None:
    """The platform behaves again and hours pass; the product does what it does by itself."""
    work, box = life.work, life.box
    box.faults.clear()
    for _ in range(6):
        box.advance(timedelta(hours=7))
        done = work.sync()
        if done.state == turns.FAILED and "Connect the account again" in done.message:
            client_id = work.account.client_id
            sign_in(work.session, work.live, work.door, client_id, connection_id=work.connection_id)
        life.reconcile()
        for id_ in work.session.scalars(select(BudgetChange.id).where(BudgetChange.state == State.FAILED.value)).all():
            try:
                pushing.push(work.session, MACHINE, work.live, id_)
            except PaidsocialError:
                work.session.rollback()
    done = work.sync()
    assert done.state == turns.DONE, done.message


def first_stored(work: Workspace) -> date:
    """The first day there is; a look-back reaches further back than was asked for."""
    return min(date.fromisoformat(day) for _, day in work.stored())


def check(life: Life) -> None:
    """What must hold at the end of every life."""
    work, box = life.work, life.box
    work.session.rollback()
    _check_figures(work)
    assert_sums_hold(work.session)
    changes = work.session.scalars(select(BudgetChange)).all()
    stuck = [change.id for change in changes if change.state in {State.SENDING, State.UNKNOWN}]
    assert not stuck, f"changes {stuck} are under way for ever"
    ours = Counter(write.after for write in box.writes if write.who == US and write.kind == "budget")
    twice = [amount for amount, count in ours.items() if count > 1]
    assert not twice, f"{twice} were set twice"
    for change in changes:
        if change.state in NEVER_SET:
            assert ours[change.after_micros] == 0, f"change {change.id} is {change.state} and was set"
        if change.state == State.APPLIED:
            assert ours[change.after_micros] == 1, f"change {change.id} is applied and was never set"
    log = budget_changes.standing_amounts(work.session, [change.campaign_id for change in changes], now=box.now)
    for change in changes:
        row = next(each for each in log[change.campaign_id] if each.ad_set_id == change.ad_set_id)
        carrier = work.ad_set_of(change)
        assert row.amount == box.budget(carrier.external_id or ""), (
            f"the log of {carrier.name} is not what stands there"
        )
    sync = work.session.get_one(AccountSync, work.account_id, populate_existing=True)
    assert sync.claim is None
    assert not work.session.scalars(select(SyncRun.id).where(SyncRun.state == turns.RUNNING)).all()


def _check_figures(work: Workspace) -> None:
    """What was read by itself, then what is read where somebody asks for all of it again.

    What a platform restates, or still counts, after its window is read again only then.
    """
    box, spec = work.door.sandbox, work.door.spec
    yesterday = box.today(spec) - ONE_DAY
    period = Period(first_stored(work), yesterday)
    closed = (yesterday - timedelta(days=work.door.platform.connector.look_back)).isoformat()
    stored, told = work.stored(), books(box, spec.id, period)
    for figures in (stored, told):  # of closed days the spend, impressions and clicks
        figures.update({key: row[:3] for key, row in figures.items() if key[1] <= closed})
    assert stored == told, _difference(stored, told)
    done = work.sync(since=period.first)
    assert done.state == turns.DONE, done.message
    stored, told = work.stored(), books(box, spec.id, Period(first_stored(work), yesterday))
    assert stored == told, _difference(stored, told)


def _difference(stored: dict[Any, Any], told: dict[Any, Any]) -> str:
    wrong = [key for key in {*stored, *told} if stored.get(key) != told.get(key)]
    shown = [(key, stored.get(key), told.get(key)) for key in sorted(wrong)[:3]]
    return f"{len(wrong)} figures are not the books': {shown}"
