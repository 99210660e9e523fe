"""The parts of a file into the database: placed, staged, compared, held or stored, in one short transaction.

A preview goes the same way and is rolled back at its end, so that what it says is what would happen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction, wait_turn
from paidsocial.domain.days import local_day
from paidsocial.domain.readings import Grain, Level
from paidsocial.domain.restatement import hold_reason
from paidsocial.domain.wording import full_day
from paidsocial.errors import Stale
from paidsocial.models import AdAccount, ImportBatch
from paidsocial.platforms.reading import ParsedPart
from paidsocial.services.imports import (
    batches,
    conversions,
    examples,
    owners,
    recognition,
    remarks,
    repeated,
    same_file,
)
from paidsocial.services.imports.entities import place, remember_missing
from paidsocial.services.imports.held import HELD, settle
from paidsocial.services.imports.records import mark, record, replace_held, waiting
from paidsocial.services.imports.report import Held, report_of
from paidsocial.services.imports.source import Source
from paidsocial.services.planning import plan_membership

_TRIES = 5


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """What became of a part: its report (the contract's JSON), whether it was applied, and its batch."""

    report: dict[str, Any]
    state: str  # applied | held | previewed
    batch_id: int | None
    account_id: int | None
    batch: ImportBatch | None = field(default=None, repr=False)  # where it was written down just now


class _TakenBack(Exception):
    """Leaves the transaction without a trace, with what was found."""

    def __init__(self, report: dict[str, Any], account_id: int | None) -> None:
        super().__init__()
        self.report, self.account_id = report, account_id


def bring(session: Session, source: Source, part: ParsedPart) -> PartOutcome:
    """Store a part, hold it, or (dry run) only say what storing it would do.

    Raises the refusals of `owners.choose`.
    """
    return bring_all(session, source, [part])[0]


def bring_all(
    session: Session, source: Source, parts: Sequence[ParsedPart], *, also: Callable[[bool], None] | None = None
) -> list[PartOutcome]:
    """`bring` for all parts of a file: whatever happens, all of them are stored or none is (decision 0020).

    `also` is done in the same transaction, and hears whether any part was stored.
    """
    if source.dry_run:
        return [_previewed(session, source, part) for part in parts]
    some_wait = False
    for _ in range(_TRIES):
        try:
            return _in_one(session, source, parts, also, some_wait=some_wait)
        except _TakenBack:
            some_wait = True
        except _MovedOn:
            continue
    raise Stale("Other files of the same ad accounts are being imported; try again in a moment.")


class _MovedOn(Exception):
    """Another import made one of the file's accounts meanwhile: begin anew, and take it like the others."""


def _in_one(
    session: Session,
    source: Source,
    parts: Sequence[ParsedPart],
    also: Callable[[bool], None] | None,
    *,
    some_wait: bool,
) -> list[PartOutcome]:
    """All parts in one transaction. `some_wait`: a part has to wait for a person, so each is apart from the others;
    otherwise such a part takes everything back, because setting parts apart costs a database time and memory."""
    outcomes: dict[int, PartOutcome] = {}
    held: dict[int, _TakenBack] = {}
    with transaction(session):
        ours, some_new = _lock(session, source, parts)
        if some_new:  # the accounts first: whoever has the turn waits for nobody
            wait_turn(session)
        for number, part in enumerate(parts):
            owner = owner_of(session, source, part)
            if owner.account is not None and owner.account.id not in ours:
                raise _MovedOn
            try:
                with session.begin_nested() if some_wait else nullcontext():
                    outcomes[number] = _store(session, source, part, owner)
            except _TakenBack as taken_back:
                if not some_wait:
                    raise
                held[number] = taken_back
            else:
                ours.add(outcomes[number].account_id)
        if also is not None:
            also(bool(outcomes))
        for number, waits in held.items():
            outcomes[number] = _hold(session, source, parts[number], waits)
        done = [outcomes[number] for number in range(len(parts))]
        for outcome in done:  # last, because whoever else leaves a mark waits for this transaction from here on
            if outcome.batch is not None:
                mark(session, source.actor, outcome.batch, now=source.now)
    return done


def _lock(session: Session, source: Source, parts: Sequence[ParsedPart]) -> tuple[set[int | None], bool]:
    """Take the file's ad accounts in one order, so that two files with the same ones never wait for each other.

    Gives back which were taken, and whether another has to be made.
    """
    accounts = [owner_of(session, source, part).account for part in parts]
    ids = sorted({account.id for account in accounts if account is not None})
    query = select(AdAccount.id).where(AdAccount.id.in_(ids)).order_by(AdAccount.id)
    return set(session.scalars(query.with_for_update(key_share=True))), None in accounts


def _previewed(session: Session, source: Source, part: ParsedPart) -> PartOutcome:
    owner = owner_of(session, source, part)
    try:
        with transaction(session):
            _store(session, source, part, owner_of(session, source, part) if owner.is_new else owner)
    except _TakenBack as taken_back:
        return PartOutcome(taken_back.report, "previewed", None, _id_of(owner))
    raise RuntimeError("a preview is always taken back")


def _hold(session: Session, source: Source, part: ParsedPart, taken_back: _TakenBack) -> PartOutcome:
    if source.original is not None:  # what was pulled is kept as a file, so that a person can decide on it later
        source = replace(source, kept=source.original())
    wait_turn(session)  # so that the same file twice waits once
    before = waiting(session, source, part, taken_back.account_id)
    if before is not None:
        since = full_day(before.created_at.date())
        taken_back.report["warnings"].append(f"The same file waits for a decision already, since {since}.")
        return PartOutcome(taken_back.report, HELD, before.id, before.account_id)
    batch = record(session, source, part, taken_back.report, HELD, account_id=taken_back.account_id)
    return PartOutcome(taken_back.report, HELD, batch.id, taken_back.account_id, batch)


def _id_of(owner: owners.Owner) -> int | None:
    return owner.account.id if owner.account is not None else None


def owner_of(session: Session, source: Source, part: ParsedPart) -> owners.Owner:
    """The ad account a part goes to."""
    same_name = [p for p in source.parsed.parts if (p.platform, p.account) == (part.platform, part.account)]
    return owners.choose(
        session,
        source.actor,
        part,
        file_name=source.parsed.name,
        account_id=source.options.account_id,
        client=source.options.client,
        named_by_person=source.options.hints.account is not None,
        several_currencies=len({p.currency for p in same_name}) > 1,
    )


def _store(session: Session, source: Source, part: ParsedPart, owner: owners.Owner) -> PartOutcome:
    account = owners.make(session, source.actor, owner, now=source.now)
    known = plan_membership.campaigns_of(session, account.client_id)
    newest = _is_newest(session, source, account)
    placed = place(session, account, part.readings, part.level, now=source.now, newest=newest)
    by = batches.by_place(part, placed.places)
    content = repeated.fingerprint(by.readings, by.places, batches.covers(part))
    ready = None
    if repeated.is_repeated(session, account, content, seen_at=source.seen_at):
        compared, changes = repeated.unchanged(by.readings), examples.nothing()
    else:
        ready = batches.prepared(session, source, part, account, by)
        compared, changes = ready.compared, ready.changes
    reason = hold_reason(compared.falls, currency=account.currency, level=part.level, grain=part.grain)
    held = Held(reason, compared) if reason and not source.rereads else None
    twin = recognition.with_the_same_spend(session, source.actor, part, owner.currency) if owner.is_new else None
    if twin is not None and _is_same_money(session, source, part, twin):
        held = Held(
            f"the ad account {twin.name} has the very same spend on these days already; stored as {account.name} too, "
            "it would count twice",
            compared,
            "same",
        )
    all_the_same = held if held is not None and _is_accepted(source, held) else None
    held = None if all_the_same else held
    report = report_of(
        source.parsed, part, account, owner, compared, changes=changes, held=held, lost=by.lost, placed=placed
    )
    chosen = conversions.settle(account, source, part)
    if part.level is Level.AD and part.grain is Grain.PERIOD:
        report["rows"]["summed"] += len(by.readings) - compared.rows
    always = [*remarks.summed_by_ad_set(part, by.places), *remarks.later_than_seen(source, part)]
    report["warnings"] += [
        *remarks.about_owner(owner, None if held and held.kind == "same" else twin),
        *always,
        *chosen,
    ]
    if source.dry_run or held:
        # What waits for a person needs an account to be found by: a new one is not there yet, its twin is.
        of = twin.id if twin is not None and held and held.kind == "same" else _id_of(owner)
        raise _TakenBack(report, of)
    told = repeated.noted(report, content, compared, newest=newest) | same_file.noted(source, part, placed, always)
    if all_the_same is not None:
        told["accepted"] = all_the_same.reason
    batch = record(session, source, part, told, "applied", account_id=account.id)
    replace_held(session, source, part, account)
    if ready is not None:
        batches.store(session, source, ready, batch.id)
    else:
        repeated.seen_again(session, account, by.readings, source.seen_at)
    present = {place.campaign_id for place in by.places}
    accepted = compared.missing.campaign_ids if source.options.accept_drop else ()
    remember_missing(session, account.id, accepted, present, on=source.now.date().isoformat())
    if plan_membership.campaigns_of(session, account.client_id) != known:  # plan lines take up new and renamed ones
        today = local_day(source.now, account.time_zone)
        plan_membership.refresh(session, client_id=account.client_id, today=today)
    if source.accepts is not None:
        settle(session, source.actor, source.accepts, "accepted", now=source.now)
    return PartOutcome(report, "applied", batch.id, account.id, batch)


def _is_accepted(source: Source, held: Held) -> bool:
    """Whether a person said to store it all the same."""
    return source.options.accept_drop if held.kind == "fall" else source.options.accept_same


def _is_newest(session: Session, source: Source, account: AdAccount) -> bool:
    latest = session.scalar(
        select(func.max(ImportBatch.seen_at)).where(
            ImportBatch.account_id == account.id, ImportBatch.state == "applied"
        )
    )
    return latest is None or latest <= source.seen_at


def _is_same_money(session: Session, source: Source, part: ParsedPart, twin: AdAccount) -> bool:
    """Whether a new account would most likely be `twin` under another name: a person is asked then.

    Not where both have an id of the platform's, nor where this very file speaks of `twin` beside the new one.
    """
    if part.account_id is not None and twin.external_id is not None:
        return False
    if not recognition.has_its_campaigns(session, part, twin):
        return False
    others = (other for other in source.parsed.parts if other is not part)
    return all(_id_of(owner_of(session, source, other)) != twin.id for other in others)
