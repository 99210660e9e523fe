"""Figures as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period
from paidsocial.domain.money import micros_text
from paidsocial.web import show


def plain(markup: str) -> str:
    """What is read, without markup."""
    return BeautifulSoup(str(markup), "html.parser").get_text()


@pytest.mark.parametrize(
    ("micros", "currency", "options", "expected"),
    [
        (15_000_000_000, "EUR", {}, "€15,000.00"),
        (15_000_000_000, "AUD", {"code": True}, "15,000.00\N{NO-BREAK SPACE}AUD"),
        (-1_234_500_000, "USD", {}, "−US$1,234.50"),
        (1_500_000_000, "JPY", {}, "JP¥1,500"),
        (1_234_567, "KWD", {"code": True}, "1.235\N{NO-BREAK SPACE}KWD"),
        (1_500_500_000, "EUR", {"places": 0}, "€1,500"),
        (1_501_500_000, "EUR", {"places": 0}, "€1,502"),
        (163_200_000, "EUR", {"signed": True}, "+€163.20"),
        (-10_000, "EUR", {"places": 0}, "€0"),
        (None, "EUR", {}, "— Not known."),
    ],
)
def test_money(micros: int | None, currency: str, options: dict[str, bool], expected: str) -> None:
    assert plain(show.money(micros, currency, **options)) == expected  # type: ignore[arg-type]  # options vary


def test_a_currency_without_a_symbol_keeps_its_code() -> None:
    assert show.money_text(1_500_500_000, "CHF") == "1,500.50\N{NO-BREAK SPACE}CHF"


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_whole_cents_are_shown_exactly(cents: int) -> None:
    micros = cents * 10_000
    shown = show.amount_text(micros, "EUR").replace(",", "").replace(show.MINUS, "-")
    assert shown == micros_text(micros, "EUR")


def test_a_headline_is_short_and_exact_in_its_title() -> None:
    tag = BeautifulSoup(show.short_money(482_345_670_000, "EUR"), "html.parser").span
    assert tag is not None
    # whether thousands are k or K is the locale data's to say, and has changed there
    assert (tag.text.upper(), tag["title"]) == ("€482.3K", "€482,345.67")
    assert plain(show.short_money(9_999_000_000, "EUR")) == "€9,999"
    assert plain(show.short_money(4_823_450_000_000, "AUD", code=True)).upper() == "4.8M\N{NO-BREAK SPACE}AUD"


def test_counts_and_ratios() -> None:
    assert plain(show.number(1_234_567)) == "1,234,567"
    assert plain(show.number(-12.345, places=1)) == "−12.3"
    assert plain(show.number(-0.04, places=1)) == "0.0"
    assert plain(show.millionths(160_500_000, places=1)) == "160.5"
    assert plain(show.ratio(4.1)) == "4.10"
    assert plain(show.percent(0.1255, places=1, signed=True)) == "+12.6%"
    assert plain(show.ratio(None)) == "— There is nothing to divide by, so this is not defined."
    assert show.count(1, "budget") == "1 budget"
    assert show.count(1_200, "entry", "entries") == "1,200 entries"


@pytest.mark.parametrize(
    ("change", "better", "text", "mood"),
    [
        (0.041, "up", "↑up  4% against May", "delta-better"),
        (0.041, "down", "↑up  4% against May", "delta-worse"),
        (-0.25, "up", "↓down  25% against May", "delta-worse"),
        (-0.25, None, "↓down  25% against May", ""),
        (0.001, "up", "→no change  0% against May", ""),
    ],
)
def test_a_change_says_which_way_and_against_what(change: float, better: str | None, text: str, mood: str) -> None:
    markup = show.delta(change, better=better, against="against May")
    assert " ".join(plain(markup).split()) == " ".join(text.split())
    assert ("delta-better" in markup, "delta-worse" in markup) == (mood == "delta-better", mood == "delta-worse")


@pytest.mark.parametrize(
    ("first", "last", "text", "short"),
    [
        ("2026-06-01", "2026-06-30", "June 2026", "Jun 2026"),
        ("2026-06-01", "2026-06-13", "1–13 June 2026", "1–13 Jun 2026"),
        ("2026-05-28", "2026-06-03", "28 May – 3 June 2026", "28 May – 3 Jun 2026"),
        ("2025-12-28", "2026-01-03", "28 December 2025 – 3 January 2026", "28 Dec 2025 – 3 Jan 2026"),
        ("2025-01-01", "2025-12-31", "2025", "2025"),
        ("2026-06-14", "2026-06-14", "14 June 2026", "14 Jun 2026"),
    ],
)
def test_days_are_written_out(first: str, last: str, text: str, short: str) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert (show.period_text(period), show.short_period_text(period)) == (text, short)


def test_instants_are_in_the_viewers_zone() -> None:
    moment = datetime(2026, 6, 13, 22, 30, tzinfo=UTC)
    markup = show.instant(moment, "Australia/Sydney")
    assert plain(markup) == "14 Jun 2026, 08:30"
    assert "(Australia/Sydney)" in markup
    assert plain(show.instant(None)) == "— Never."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(20, "just now"), (60, "1 minute ago"), (7_300, "2 hours ago"), (90_000, "1 day ago"), (-5, "just now")],
)
def test_how_long_ago(seconds: int, text: str) -> None:
    now = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
    assert plain(show.since(now - timedelta(seconds=seconds), now)) == text


def test_names_are_escaped_and_platforms_spelled_their_way() -> None:
    assert "<b>" not in show.none("<b>")
    assert show.initials("Ada King Lovelace") == "AL"
    assert show.initials("ada.l@x.org") == "AL"
    assert show.initials("") == "?"
    assert show.platform_name("tiktok") == "TikTok"
    assert show.platform_name("amazon_ads") == "Amazon ads"
    assert show.platform_icon("amazon_ads") == "speakerphone"
    assert show.currency_name("AUD") == "Australian Dollar"


def test_a_message_for_the_command_line_reads_well_on_a_page() -> None:
    gap = "There is no exchange rate from USD to EUR for 2026-05-01, nor in the 7 days before it."
    command = (
        f"{gap} Load daily rates for these days, or one booking rate for the month, under Administration, "
        "Exchange rates, or with `paidsocial rates load FILE`."
    )
    assert show.for_page(command) == (
        f"{gap} An administrator or finance can load daily rates for these days, or one booking rate for the month, "
        "under Administration, Exchange rates."
    )
    assert show.for_page("12345.60 fell to 1234.50. Store it with --accept.") == "12,345.60 fell to 1,234.50."


def test_a_change_that_says_against_what_says_so_in_words_where_there_is_nothing() -> None:
    assert show.delta(None, against="against May") == '<span class="quiet">nothing to compare with</span>'
    assert "—" in show.delta(None)
