"""Finding campaigns and ad sets by name: Ctrl-K, and the filter of the list.

Every word that is typed must stand in the name, accents and case aside; names that begin with it come first, then those
with a word that does.
Names are read from the indexes that begin with the ad account or the campaign, never the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from paidsocial.db import beyond_ascii, folded, folded_column
from paidsocial.domain.readings import Level
from paidsocial.domain.status import WORDS, Standing, standing_of
from paidsocial.models import AdAccount, AdSet, Campaign, Client
from paidsocial.services.access import Actor, Permission, client_filter, require

LIMIT = 20
_MOST_WORDS = 8
_MOST_LETTERS = 200
_ESCAPE = "\\"
_BOUNDARIES = (" ", "_", "-", "/", "|", "(", "[", "+", ".", ":")


@dataclass(frozen=True, slots=True)
class Hit:
    """A campaign or an ad set that was found; `campaign` is the ad set's campaign, None for a campaign."""

    level: Level
    id: int
    name: str
    campaign: str | None
    account: str
    client: str
    platform: str
    standing: Standing


def _spellings(text: str) -> list[str]:
    """The same text without accents, and in the cases a database may not fold by itself: SQLite knows only A to Z."""
    if text.isascii():
        return [text]
    cases = (text, text.lower(), text.upper(), text.capitalize(), text.title(), folded(text))
    return [spelling for spelling in dict.fromkeys(cases) if spelling]


def _escaped(text: str) -> str:
    for special in (_ESCAPE, "%", "_"):
        text = text.replace(special, _ESCAPE + special)
    return text


def _like(column: InstrumentedAttribute[str], before: str, text: str) -> ColumnElement[bool]:
    patterns = (f"{before}{_escaped(spelling)}%" for spelling in _spellings(text))
    as_written = or_(*(column.ilike(pattern, escape=_ESCAPE) for pattern in patterns))
    plain = folded(text)
    if not plain:  # nothing but accents
        return as_written
    without_accents = folded_column(column).like(f"{before}{_escaped(plain)}%", escape=_ESCAPE)
    return or_(as_written, and_(beyond_ascii(column), without_accents))


def words(text: str) -> list[str]:
    """What was typed, word by word; no more than can sensibly be looked for."""
    return text[:_MOST_LETTERS].split()[:_MOST_WORDS]


def has_words(
    name: InstrumentedAttribute[str], external_id: InstrumentedAttribute[str | None], text: str
) -> ColumnElement[bool]:
    """The condition that every word stands somewhere in the name, or that the text is the platform's id."""
    everywhere = and_(*(_like(name, "%", word) for word in words(text)))
    return or_(everywhere, external_id == text.strip())


def _rank(name: InstrumentedAttribute[str], text: str) -> ColumnElement[int]:
    """0: the name begins with the text; 1: one of its words begins with the first word; 2: anything else."""
    first = words(text)[0]
    word_starts = or_(*(_like(name, f"%{_escaped(mark)}", first) for mark in _BOUNDARIES))
    return case((_like(name, "", " ".join(words(text))), 0), (word_starts, 1), else_=2)


def _idle(status: InstrumentedAttribute[str | None]) -> ColumnElement[int]:
    running = func.lower(func.replace(status, "_", " ")).in_(sorted(WORDS[Standing.ACTIVE]))
    return case((running, 0), else_=1)


def search(session: Session, actor: Actor, text: str, *, client_id: int | None = None, limit: int = LIMIT) -> list[Hit]:
    """The best `limit` campaigns and ad sets whose names hold every word of `text`; two queries, none for no text."""
    require(actor, Permission.VIEW)
    if not words(text):
        return []
    campaign_rank = _rank(Campaign.name, text)
    campaigns = (
        select(
            campaign_rank.label("rank"),
            _idle(Campaign.status).label("idle"),
            Campaign.id,
            Campaign.name,
            literal(None).label("campaign"),
            AdAccount.name,
            Client.name,
            AdAccount.platform,
            Campaign.status,
        )
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .join(Client, Client.id == AdAccount.client_id)
        .where(client_filter(actor, AdAccount.client_id), has_words(Campaign.name, Campaign.external_id, text))
        .order_by("rank", "idle", Campaign.name, Campaign.id)
        .limit(limit)
    )
    ad_sets = (
        select(
            _rank(AdSet.name, text).label("rank"),
            _idle(AdSet.status).label("idle"),
            AdSet.id,
            AdSet.name,
            Campaign.name,
            AdAccount.name,
            Client.name,
            AdAccount.platform,
            AdSet.status,
        )
        .join(Campaign, Campaign.id == AdSet.campaign_id)
        .join(AdAccount, AdAccount.id == AdSet.account_id)
        .join(Client, Client.id == AdAccount.client_id)
        .where(
            client_filter(actor, AdAccount.client_id),
            AdSet.is_whole.is_(False),
            has_words(AdSet.name, AdSet.external_id, text),
        )
        .order_by("rank", "idle", AdSet.name, AdSet.id)
        .limit(limit)
    )
    if client_id is not None:
        campaigns = campaigns.where(AdAccount.client_id == client_id)
        ad_sets = ad_sets.where(AdAccount.client_id == client_id)
    found = [(row[0], 0, row[1], row[3], _hit(Level.CAMPAIGN, row)) for row in session.execute(campaigns)]
    found += [(row[0], 1, row[1], row[3], _hit(Level.AD_SET, row)) for row in session.execute(ad_sets)]
    return [hit for *_, hit in sorted(found, key=lambda each: each[:3])][:limit]


def _hit(level: Level, row: tuple[object, ...]) -> Hit:
    _, _, id_, name, campaign, account, client, platform, status = row
    return Hit(level, id_, name, campaign, account, client, platform, standing_of(status))  # type: ignore[arg-type]  # as selected above
