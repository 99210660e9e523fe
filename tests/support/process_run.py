"""One random life whose worker, web and broker are processes, killed with SIGKILL at random; then all must be right.

    run(seed, services) -> what happened, or AssertionError

The seed decides what is done: the platform, the broker (Redis, RabbitMQ, or none and `serve` alone), the database, the
faults, what people press on the pages, who dies and at which of the platform's calls. It does not decide how processes
are scheduled, so that the same seed may meet its kills at other moments.

A clock in a file is everybody's, the platform's too. It jumps only while nothing is under way: a call that was on its
way for hours is no part of this.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import argon2
from kombu import Connection as Messages
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain.budget_change import State
from paidsocial.errors import PaidsocialError
from paidsocial.models import AccountSync, AdAccount, BudgetChange, Client, Connection, User
from paidsocial.platforms.live.find import live_platforms
from paidsocial.sandbox.server.faults import Fault, Faults
from paidsocial.sandbox.server.serving import running
from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.server.worlds import small_market
from paidsocial.services import upgrade
from paidsocial.services.access import Actor, Role
from paidsocial.services.changes import batches
from paidsocial.services.connections.live import BROKEN
from paidsocial.services.work import due
from paidsocial.services.workspace import people
from tests.support.brokers import Broker
from tests.support.browser import PASSWORD
from tests.support.connected import MACHINE, connect, sign_in
from tests.support.driven import DRIVEN, TIMING, Clock
from tests.support.fault_run import FAULTS, SINCE, Life, check
from tests.support.live import FIRST, NOW, Bench
from tests.support.person import Person
from tests.support.postgres import PostgresServer, free_port
from tests.support.workers import Installation, children, eventually, kill

STEPS = 16
ROUNDS = 12  # of seven hours, in which all must have come to rest
PATIENCE = 120.0
QUIET, WRITTEN = 0.7, timedelta(seconds=3)
HASH = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
PRESSED = ("done", "web away", "answered 409")  # 409: somebody else was faster
PENDING = (State.APPROVED, State.SCHEDULED, State.SENDING, State.UNKNOWN, State.FAILED)


@dataclass
class Services:
    """What lives share: a PostgreSQL and a broker of each kind that is installed."""

    postgres: PostgresServer
    brokers: dict[str, Broker]


class Watched(Faults):
    """The sandbox's faults, and somebody who waits for one of the next calls."""

    def __init__(self) -> None:
        super().__init__()
        self.last = 0.0
        self._left = 0
        self._deed: Callable[[], None] = lambda: None

    def at_call(self, number: int, deed: Callable[[], None]) -> None:
        """Do it before the call of that number from here on is answered; 0: not at all any more."""
        self._left, self._deed = number, deed

    def take(self, kind: str, platform: str, path: str = "", method: str | None = None) -> Fault | None:
        """The same; the first question about a call is the call."""
        if kind == "timeout":
            self.last = time.monotonic()
            self._left -= 1
            if self._left == 0:
                self._deed()
        return super().take(kind, platform, path, method)


@dataclass
class Processes(Life):
    """What is going on in one run."""

    place: Installation = field(kw_only=True)
    clock: Clock = field(kw_only=True)
    person: Person = field(kw_only=True)
    specialist: Actor = field(kw_only=True)
    broker: Broker | None = field(kw_only=True)
    faults: Watched = field(kw_only=True)
    workers: int = field(kw_only=True)
    alive: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    broker_away: bool = False

    # ---- processes

    @property
    def roles(self) -> list[str]:
        return ["web", *(f"worker {number}" for number in range(self.workers))]

    def start(self) -> None:
        """Whoever is away."""
        if self.broker is not None and self.broker_away:
            self.broker.launch()
            self.broker_away = False
        for role in self.roles:
            process = self.alive.get(role)
            if process is not None and process.poll() is not None:
                self.happens(f"{role.split()[0]} ended by itself")
                process = None
            if process is None:
                self.alive[role] = self._begin(role)

    def _begin(self, role: str) -> subprocess.Popen[bytes]:
        port = self.person.address.rpartition(":")[2]
        if role != "web":
            beat = ["--beat"] if role == "worker 0" else []
            return self.place.run("worker", "--concurrency", "1", *beat, command=DRIVEN)
        if self.broker is None:
            return self.place.run("serve", "--port", port, command=DRIVEN)
        gunicorn = [sys.executable, "-m", "gunicorn", "tests.support.driven:web()", "--log-level", "warning"]
        return self.place.run("--bind", f"127.0.0.1:{port}", "--threads", "4", command=gunicorn)

    def is_up(self) -> bool:
        """Whether the pages answer and every worker asked for work."""
        ready = self.place.said().count('"worker_ready"') >= self.workers
        return ready and self.person.finds_the_web()

    def kill(self, who: str, limb: float) -> None:
        """At once, whatever it is doing: all of it, or one of its children, which its parent has to notice."""
        kind = who.split(maxsplit=1)[0]
        if who == "broker":
            if self.broker is not None and not self.broker_away:
                self.broker.kill()
                self.broker_away = True
                self.happens(f"kill -9 {self.broker.kind}")
            return
        process = self.alive.get(who)
        if process is None or process.poll() is not None:
            return
        limbs = children(process.pid)
        if limbs and limb < 0.3:
            with suppress(ProcessLookupError):
                os.kill(limbs[int(limb / 0.3 * len(limbs))], signal.SIGKILL)
            self.happens(f"kill -9 {kind}'s child")
            return
        kill(process)
        del self.alive[who]
        self.happens(f"kill -9 {kind}" + (" (serve)" if kind == "web" and self.broker is None else ""))

    def somebody_dies(self) -> None:
        """Now, at one of the next calls, or at the next change that the platform makes, before its answer."""
        who = self.chance.choice([*self.roles, *(["broker"] if self.broker is not None else [])])
        deed = partial(self.kill, who, self.chance.random())
        match self.chance.choice(("now", "call", "call", "change", "change")):
            case "now":
                deed()
            case "call":
                self.faults.at_call(self.chance.randint(1, 8), deed)
            case _:
                self.box.changed = partial(self._once, deed)

    def _once(self, deed: Callable[[], None]) -> None:
        self.box.changed = lambda: None
        deed()

    # ---- people and time

    def pull(self) -> None:
        self.presses("pull", f"/data/connections/accounts/{self.work.account_id}/pull")

    def presses(self, what: str, path: str, **form: str) -> str:
        came = self.person.press(path, **form)
        self.happens(f"press {what}: {came}")
        assert came in PRESSED, f"{what} {came}"
        return came

    def propose(self) -> None:
        self.proposer = self.chance.choice((MACHINE, self.specialist))
        super().propose()

    def approve(self) -> None:
        for id_ in self._ids(State.PROPOSED):
            self.presses("approve", f"/changes/{id_}/decide", decision="approve")

    def push(self) -> None:
        ids = self._ids(State.APPROVED, State.SCHEDULED, State.FAILED)
        if ids:
            self.presses("send", f"/changes/{self.chance.choice(ids)}/send")

    def reconcile(self) -> None:
        for id_ in self._ids(State.SENDING, State.UNKNOWN):
            self.presses("look again", f"/changes/{id_}/look-again")

    def _ids(self, *states: State) -> list[int]:
        query = select(BudgetChange.id).where(BudgetChange.state.in_([state.value for state in states]))
        ids = list(self.work.session.scalars(query.order_by(BudgetChange.id)))
        self.work.session.rollback()
        return ids

    def fault(self) -> None:
        kind = self.chance.choice(FAULTS)
        after, times = self.chance.randint(0, 6), self.chance.randint(1, 3)
        seconds = self.chance.choice((0.4, 2.5))  # it hangs up, or the caller does
        self.box.faults.add(Fault(kind, after=after, times=times, seconds=seconds, share=0.2))
        self.happens(f"fault {kind}")

    def time_passes(self) -> None:
        self.jump(timedelta(hours=self.chance.choice((0.1, 0.4, 1, 5, 26, 50))))

    def jump(self, by: timedelta) -> None:
        """Let time pass where nothing is under way; else the moment for it is not now."""
        with suppress(AssertionError):
            eventually(self.is_quiet, within=8, what="quiet")
            self.clock.advance(by)

    def is_quiet(self) -> bool:
        """Nobody calls the platform, and what is being sent was left by somebody who is gone."""
        if time.monotonic() - self.faults.last < QUIET:
            return False
        newest = select(BudgetChange.id).where(
            BudgetChange.state == State.SENDING.value, BudgetChange.state_at > self.clock.now() - WRITTEN
        )
        sending = self.work.session.scalars(newest).all()
        self.work.session.rollback()
        return not sending

    # ---- the end

    def come_to_rest(self) -> None:
        """Faults end and everything runs; the product comes to rest by itself, however it was left."""
        self.faults.clear()
        self.faults.at_call(0, lambda: None)
        self.box.changed = lambda: None
        self.box.delay = 0.0
        self.start()
        if self.broker is not None:
            self.broker.wait()
        eventually(lambda: self._asks_again() == "done", within=PATIENCE, every=0.5, what="the pages answer")
        since = self.clock.now()
        for _ in range(ROUNDS):
            eventually(self.is_quiet, within=PATIENCE, what="quiet")
            self.clock.advance(timedelta(hours=7))
            eventually(self._nothing_due, within=PATIENCE, what=f"nothing is due ({self._standing()})")
            if not self._waiting(since):
                break
            self._sign_in_where_asked()
        assert not self._waiting(since), self._standing()

    def _asks_again(self) -> str:
        came = self.person.press(f"/data/connections/accounts/{self.work.account_id}/pull")
        if came != "done":
            self.start()
        return came

    def _nothing_due(self) -> bool:
        session = self.work.session
        session.expire_all()
        found = due.look(session, now=self.clock.now())
        claimed = session.scalars(select(AccountSync.claim).where(AccountSync.claim.is_not(None))).all()
        session.rollback()
        return (
            not (found.pulls or found.unknown or found.expired or found.batches or claimed)
            and not self._ids(State.SENDING)
            and self.is_quiet()
        )

    def _waiting(self, since: datetime) -> bool:
        """Whether something will yet be done by itself, or was not since then."""
        session = self.work.session
        session.expire_all()
        sync = session.get_one(AccountSync, self.work.account_id)
        pulled = sync.ok_at is not None and sync.ok_at > since and not sync.failures
        ids = self._ids(*PENDING)
        held = batches.held(session, ids)
        session.rollback()
        return not pulled or any(id_ not in held for id_ in ids)

    def _sign_in_where_asked(self) -> None:
        session, work = self.work.session, self.work
        broken = session.scalars(select(Connection.id).where(Connection.state == BROKEN)).all()
        client_id = work.account.client_id
        session.rollback()
        for id_ in broken:
            sign_in(session, work.live, work.door, client_id, connection_id=id_)

    def _standing(self) -> str:
        session = self.work.session
        session.expire_all()
        sync = session.get_one(AccountSync, self.work.account_id)
        changes = {change.id: str(change.state) for change in session.scalars(select(BudgetChange))}
        text = (
            f"changes {changes}, pulled {sync.ok_at}, claim {sync.claimed_at if sync.claim else None}, {sync.message}"
        )
        session.rollback()
        return text


def run(seed: int, services: Services) -> Counter[str]:
    """Live one life and check it; an AssertionError carries the seed."""
    chance = random.Random(seed)
    slug = chance.choice(sorted(live_platforms()))
    kind = chance.choice([*services.brokers, *services.brokers, "alone"])
    on_postgres = kind != "alone" or chance.random() < 0.3
    with tempfile.TemporaryDirectory() as folder, _database(services, Path(folder), on_postgres) as url:
        life = None
        try:
            with _life(chance, slug, url, Path(folder), services.brokers.get(kind)) as life:
                _live(life)
                life.come_to_rest()
                life.place.end()
                check(life)
                assert "work_broke" not in life.place.said(), "an error of our own"
        except Exception as error:
            told = f"{dict(life.done)}\n{_told(life.place)}" if life is not None else ""
            raise AssertionError(
                f"seed {seed} on {slug} with {kind}: {type(error).__name__}: {error}\n{told}"
            ) from error
    return life.done + Counter({slug: 1, f"with {kind} and {'PostgreSQL' if on_postgres else 'SQLite'}": 1})


def _told(place: Installation) -> str:
    """The end of what the processes said, without the pages' own lines."""
    lines = [line for line in place.said().splitlines() if '"event": "request"' not in line]
    return "\n".join(lines)[-6000:]


def _live(life: Processes) -> None:
    life.start()
    eventually(life.is_up, within=PATIENCE, what="all are ready")
    steps = (life.pull, life.propose, life.approve, life.push, life.reconcile, life.edit_there, life.time_passes)
    for _ in range(STEPS):
        if life.chance.random() < 0.5:
            life.start()
        step = life.chance.choices((*steps, life.fault, life.somebody_dies), (2, 4, 2, 3, 1, 1, 4, 5, 6))[0]
        try:
            step()
        except PaidsocialError as error:
            life.happens(f"refused: {type(error).__name__}")
            life.work.session.rollback()
        time.sleep(life.chance.choice((0.0, 0.3, 1.2)))


@contextmanager
def _life(chance: random.Random, slug: str, url: str, home: Path, broker: Broker | None) -> Iterator[Processes]:
    """Everything but the processes: a connected account that was pulled once, and two people."""
    clock, faults = Clock(home), Watched()
    clock.begin(NOW)
    sandbox = Sandbox(small_market(5, FIRST, platforms=(slug,), campaigns=3, ad_sets=2), NOW, clock=clock.now)
    sandbox.faults = faults
    if broker is not None:
        _empty(broker)
    database = Database(url)
    with running(sandbox) as address, database.session() as session:
        place = Installation(url, home, sandbox, address, broker.url if broker is not None else "", slug)
        work = connect(session, home, Bench(live_platforms()[slug], sandbox, address), push=True)
        work.live = replace(work.live, clock=clock.now, timing=TIMING)
        with transaction(session):
            session.get_one(Client, session.get_one(AdAccount, work.account_id).client_id).approval_limit_micros = 1
        specialist = _person(work.session, "specialist", Role.SPECIALIST, clock)
        administrator = _person(work.session, "administrator", Role.ADMINISTRATOR, clock)
        work.sync(since=SINCE)
        sandbox.delay = chance.choice((0.0, 0.02, 0.08))
        life = Processes(
            work,
            chance,
            place=place,
            clock=clock,
            person=Person(f"http://127.0.0.1:{free_port()}", administrator.email),
            specialist=specialist,
            broker=broker,
            faults=faults,
            workers=chance.randint(1, 2) if broker is not None else 0,
        )
        try:
            yield life
        finally:
            place.end()
            life.person.client.close()
            if life.broker is not None and life.broker_away:
                life.broker.start()
    database.dispose()


def _person(session: Session, name: str, role: Role, clock: Clock) -> Actor:
    details = people.PersonDetails(name.capitalize(), role, all_clients=True)
    people.add(session, MACHINE, f"{name}@shop.example", details, password_hash=HASH, now=clock.now())
    found = session.scalars(select(User).where(User.email == f"{name}@shop.example")).one()
    actor = Actor.of(found, "web")
    session.rollback()
    return actor


@contextmanager
def _database(services: Services, folder: Path, on_postgres: bool) -> Iterator[str]:
    if on_postgres:
        with services.postgres.fresh_database() as url:
            yield url
        return
    url = f"sqlite:///{folder / 'paidsocial.db'}"
    database = Database(url)
    upgrade.upgrade(database)
    database.dispose()
    yield url


def _empty(broker: Broker) -> None:
    """What an earlier life left in its queues is not for this one."""
    broker.wait()
    if broker.kind == "redis":
        with socket.create_connection(("127.0.0.1", broker.port), timeout=5) as asked:
            asked.sendall(b"FLUSHALL\r\n")
            asked.recv(16)
        return
    with Messages(broker.url) as messages, messages.channel() as channel:
        for queue in ("changes", "pulls", "slow"):
            channel.queue_delete(f"paidsocial.{queue}")
