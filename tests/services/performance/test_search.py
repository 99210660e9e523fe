"""Ctrl-K: finding campaigns and ad sets by name, among one's own clients."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from paidsocial.domain.readings import Level
from paidsocial.domain.status import Standing
from paidsocial.services.performance.search import LIMIT, search
from tests.support.builders import World, someone
from tests.support.queries import counted


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def found(session: Session, text: str, **more: object) -> list[str]:
    return [hit.name for hit in search(session, someone(), text, **more)]


def test_beginnings_come_first_then_words_then_the_rest(session: Session, world: World) -> None:
    account = world.account(world.client())
    for name in ("Offsales", "Autumn Sales", "FV_Sales_CBO", "Sales autumn", "Unrelated"):
        world.campaign(account, name)
    assert found(session, "sales") == ["Sales autumn", "Autumn Sales", "FV_Sales_CBO", "Offsales"]


def test_every_word_must_be_there_in_any_order(session: Session, world: World) -> None:
    account = world.account(world.client())
    world.campaign(account, "Spring Sale Germany")
    world.campaign(account, "Spring Germany")
    assert found(session, "germany sale") == ["Spring Sale Germany"]
    assert found(session, "germany spring france") == []


def test_what_runs_comes_before_what_does_not(session: Session, world: World) -> None:
    account = world.account(world.client())
    world.campaign(account, "Sale 1", status="PAUSED")
    world.campaign(account, "Sale 2", status="ACTIVE")
    assert found(session, "sale") == ["Sale 2", "Sale 1"]


@pytest.mark.parametrize("typed", ["éloïse", "ÉLOÏSE", "Éloïse"])
def test_letters_beyond_a_to_z_match_in_either_case(session: Session, world: World, typed: str) -> None:
    world.campaign(world.account(world.client()), "Maison Éloïse")
    world.campaign(world.account(world.client()), "MAISON ÉLOÏSE")
    assert sorted(found(session, typed)) == ["MAISON ÉLOÏSE", "Maison Éloïse"]


@pytest.mark.parametrize("typed", ["noel", "Noël", "NOËL", "NOEL", "noe\u0308l"])
def test_accents_are_set_aside_both_ways(session: Session, world: World, typed: str) -> None:
    account = world.account(world.client())
    for name in ("Noël 2026", "NOËL soldes", "noe\u0308l decomposed", "Noel plain", "Maison"):
        campaign = world.campaign(account, name)
        world.ad_set(campaign, f"{name} set")
    names = ["NOËL soldes", "Noel plain", "Noël 2026", "noe\u0308l decomposed"]
    assert sorted(found(session, typed)) == sorted([*names, *(f"{name} set" for name in names)])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("strasse", "Große Straße"),
        ("oresund", "Øresund"),
        ("lodz", "ŁÓDŹ"),
        ("oeuvre", "Œuvre"),
        ("распродажа", "РАСПРОДАЖА"),
    ],
)
def test_letters_that_are_no_letter_and_mark(session: Session, world: World, typed: str, name: str) -> None:
    world.campaign(world.account(world.client()), name)
    assert found(session, typed) == [name]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "100%", "a_b", "' OR 1=1 --"])
def test_special_letters_stand_for_themselves(session: Session, world: World, typed: str) -> None:
    account = world.account(world.client())
    world.campaign(account, "Plain axb 100")
    world.campaign(account, f"Odd {typed} name")
    assert found(session, typed) == [f"Odd {typed} name"]


def test_ad_sets_name_their_campaign_and_whole_ones_are_not_shown(session: Session, world: World) -> None:
    client = world.client("Tallybird")
    campaign = world.campaign(world.account(client, "TB Search", platform="tiktok"), "Evergreen")
    world.ad_set(campaign, "Evergreen", is_whole=True)
    ad_set = world.ad_set(campaign, "Evergreen lookalikes", status="COMPLETED")
    hits = search(session, someone(), "evergreen")
    assert [(hit.level, hit.name, hit.campaign) for hit in hits] == [
        (Level.CAMPAIGN, "Evergreen", None),
        (Level.AD_SET, "Evergreen lookalikes", "Evergreen"),
    ]
    last = hits[-1]
    assert (last.id, last.account, last.client, last.platform) == (ad_set.id, "TB Search", "Tallybird", "tiktok")
    assert last.standing is Standing.ENDED


def test_a_platforms_id_finds_it(session: Session, world: World) -> None:
    campaign = world.campaign(world.account(world.client()), "Anything")
    assert found(session, campaign.external_id) == ["Anything"]


def test_nothing_typed_finds_nothing_without_asking(session: Session, world: World) -> None:
    world.campaign(world.account(world.client()), "Anything")
    with counted(session) as statements:
        assert found(session, "  ") == []
    assert statements == []


def test_twenty_at_most_in_two_queries(session: Session, world: World) -> None:
    account = world.account(world.client())
    for number in range(LIMIT + 5):
        world.ad_set(world.campaign(account, f"Same {number:02d}"), f"Same set {number:02d}")
    with counted(session) as statements:
        assert len(found(session, "same")) == LIMIT
    assert len(statements) == 2


def test_other_clients_names_stay_theirs(session: Session, world: World) -> None:
    mine, other = world.client(), world.client()
    world.campaign(world.account(mine), "Sale mine")
    hidden = world.campaign(world.account(other), "Sale theirs")
    world.ad_set(hidden, "Sale ad set")
    me = someone(clients={mine.id})
    assert [hit.name for hit in search(session, me, "sale")] == ["Sale mine"]
    assert search(session, me, hidden.external_id) == []
    assert search(session, me, "sale", client_id=other.id) == []
    assert found(session, "sale", client_id=mine.id) == ["Sale mine"]


def test_a_very_long_text_is_cut_and_not_refused(session: Session) -> None:
    assert found(session, "word " * 500) == []
