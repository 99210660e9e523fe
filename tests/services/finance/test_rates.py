"""Loading exchange rates: all of a file or nothing, each bad line named; and finding the one that holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.errors import BadInput, Forbidden, MissingRate, PaidsocialError, UnreadableFile
from paidsocial.models import AuditEntry, ExchangeRate
from paidsocial.services.access import Actor, Role
from paidsocial.services.finance import rates
from paidsocial.services.finance.rates_file import read_rates

TODAY = date(2026, 6, 14)


def load(session: Session, actor: Actor, now: datetime, text: str | bytes, **options: object) -> rates.LoadedRates:
    content = text.encode() if isinstance(text, str) else text
    return rates.load_csv(
        session,
        actor,
        content=content,
        file_name="rates.csv",
        now=now,
        today=TODAY,
        **options,  # type: ignore[arg-type]  # keyword arguments pass through a dict
    )


def stored(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ExchangeRate)) or 0


def test_a_plain_file_is_stored_with_its_sources_and_leaves_a_mark(
    session: Session, machine: Actor, now: datetime
) -> None:
    text = "day,base,quote,rate,source\n2026-06-01,EUR,USD,1.0835,ECB\n2026-06-02,eur,usd,1.0840,\n"
    result = load(session, machine, now, text, source="Treasury sheet")
    assert (result.added, result.replaced, result.unchanged, result.pairs) == (2, 0, 0, ("EUR/USD",))
    assert rates.rate_on(session, "EUR", "USD", date(2026, 6, 1)).source == "ECB"
    second = rates.rate_on(session, "EUR", "USD", date(2026, 6, 2))
    assert (second.text, second.source) == ("1.084", "Treasury sheet")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.after["added"]) == ("rates.load", 2)


def test_the_same_file_twice_changes_nothing(session: Session, machine: Actor, now: datetime) -> None:
    text = "date;from;to;rate\n2026-06-01;EUR;USD;1,0835\n"
    load(session, machine, now, text)
    again = load(session, machine, now + timedelta(hours=1), text)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 1)
    assert stored(session) == 1
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_a_corrected_rate_wins_and_the_old_one_is_kept(session: Session, machine: Actor, now: datetime) -> None:
    load(session, machine, now, "day,base,quote,rate\n2026-06-01,EUR,USD,1.0835\n")
    result = load(session, machine, now + timedelta(days=3), "day,base,quote,rate\n2026-06-01,EUR,USD,1.0900\n")
    assert (result.added, result.replaced) == (0, 1)
    assert rates.rate_on(session, "EUR", "USD", date(2026, 6, 1)).text == "1.09"
    day = Period(date(2026, 6, 1), date(2026, 6, 1))
    then = rates.open_book(session, currencies=("EUR", "USD"), days=day, known_on=now.date())
    assert then.on("EUR", "USD", day.first).text == "1.0835"
    listed, count = rates.list_rates(session, machine, base="EUR")
    assert ([str(row.rate) for row in listed], count) == (["1.0900", "1.0835"], 2)


def test_a_rate_loaded_after_the_day_known_on_is_used_only_where_none_was_known_and_says_so(
    session: Session, machine: Actor, now: datetime
) -> None:
    load(session, machine, now, "day,base,quote,rate\n2026-06-01,EUR,USD,1.0835\n")
    day = Period(date(2026, 6, 1), date(2026, 6, 1))
    book = rates.open_book(session, currencies=("EUR", "USD"), days=day, known_on=now.date() - timedelta(days=5))
    assert book.on("EUR", "USD", day.first).basis == "daily rate of 2026-06-01, loaded after the day known on"


def test_a_central_banks_table_needs_its_base(session: Session, machine: Actor, now: datetime) -> None:
    text = "Date,USD,JPY,BGN,\n2026-06-02,1.0840,169.30,N/A,\n2026-06-01,1.0835,169.21,1.9558,\n"
    with pytest.raises(BadInput, match="give the base currency"):
        load(session, machine, now, text)
    result = load(session, machine, now, text, base="EUR", source="ECB")
    assert (result.added, result.pairs) == (5, ("EUR/BGN", "EUR/JPY", "EUR/USD"))
    assert rates.rate_on(session, "USD", "JPY", date(2026, 6, 1)).source == "ECB, EUR/USD inverted and ECB via EUR"


def test_a_booking_rate_is_the_months(session: Session, machine: Actor, now: datetime) -> None:
    load(session, machine, now, "month,base,quote,rate,source\n2026-06,EUR,USD,1.07,Group\n", basis="booking")
    june = Period.month(2026, 6)
    rate = rates.open_book(session, currencies=("EUR", "USD"), days=june).for_month("EUR", "USD", june)
    assert (rate.text, rate.basis) == ("1.07", "booking rate of 2026-06")


BAD_LINES = {
    "2026-06-31,EUR,USD,1.08": "not a day of the calendar",
    "1/6/2026,EUR,USD,1.08": "write it like 2026-06-14",
    "2026-06-15,EUR,USD,1.08": "has not come yet",
    "2026-06-01,EUR,EUR,1": "itself",
    "2026-06-01,EUX,USD,1.08": "EUX is not a currency",
    "2026-06-01,Euro,USD,1.08": "not a currency code",
    "2026-06-01,,USD,1.08": "base currency is empty",
    "2026-06-01,EUR,USD,": "not a rate",
    "2026-06-01,EUR,USD,-1.08": "not a rate",
    "2026-06-01,EUR,USD,0": "cannot be right",
    "2026-06-01,EUR,USD,1e3": "not a rate",
    '2026-06-01,EUR,IDR,"17,500"': "may mean two numbers",
    "2026-06-01,EUR,USD,nan": "not a rate",
    "2026-06-02,EUR,USD,9.99": "stands already in line 2",
}


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.items())
def test_one_bad_line_keeps_the_whole_file_out_and_is_named(
    session: Session, machine: Actor, now: datetime, line: str, reason: str
) -> None:
    text = f"day,base,quote,rate\n2026-06-02,EUR,USD,1.0840\n{line}\n"
    with pytest.raises(BadInput, match=rf"line 3: .*{reason}") as refused:
        load(session, machine, now, text + "2026-06-03,EUR,USD,x\n")
    assert not any(doubled in refused.value.message for doubled in (".;", "..")), "one mark ends each reason"
    assert stored(session) == 0


def test_a_dry_run_shows_the_bad_lines_and_stores_nothing(session: Session, machine: Actor, now: datetime) -> None:
    text = "day,base,quote,rate\n2026-06-02,EUR,USD,1.0840\n2026-06-03,EUR,USD,x\n"
    result = load(session, machine, now, text, dry_run=True)
    assert (result.added, [error.line for error in result.errors]) == (1, [3])
    assert stored(session) == 0


def test_many_bad_lines_are_counted_not_listed() -> None:
    text = "day,base,quote,rate\n" + "2026-06-02,EUR,USD,x\n" * 1000
    file = read_rates(text.encode(), today=TODAY, basis="daily", source="t")
    assert len(file.errors) == 50


def test_a_slipped_decimal_point_is_pointed_at(session: Session, machine: Actor, now: datetime) -> None:
    load(session, machine, now, "day,base,quote,rate\n2026-06-01,EUR,USD,1.0835\n")
    result = load(session, machine, now, "day,base,quote,rate\n2026-06-02,EUR,USD,10.84\n", dry_run=True)
    assert result.warnings == ("line 2: EUR to USD on 2026-06-02 is 10.84, the rate before it 1.0835.",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"a\x00b,c\n", "not text"),
        (b"campaign,spend\nx,1\n", "not a table of exchange rates"),
        (b"day,base,quote,rate\n", "no rates"),
        (b"day,base,quote,rate\n" + b'"' + b"x" * 200_000, "damaged"),
    ],
)
def test_a_file_that_is_no_table_of_rates_is_refused(
    session: Session, machine: Actor, now: datetime, content: bytes, reason: str
) -> None:
    with pytest.raises((UnreadableFile, BadInput), match=reason):
        load(session, machine, now, content)


def test_an_excel_file_in_utf_16_with_tabs_is_read(session: Session, machine: Actor, now: datetime) -> None:
    content = "day\tbase\tquote\trate\n2026-06-01\tEUR\tUSD\t1.0835\n".encode("utf-16")
    assert load(session, machine, now, content).added == 1


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.DIRECTOR, Role.VIEWER])
def test_only_finance_and_administrators_load_rates(session: Session, now: datetime, role: Role) -> None:
    someone = Actor(None, "someone@example.com", role, None, "web")
    with pytest.raises(Forbidden):
        load(session, someone, now, "day,base,quote,rate\n2026-06-01,EUR,USD,1.0835\n")


def test_the_summary_shows_each_pair_once_with_its_latest_rate(session: Session, machine: Actor, now: datetime) -> None:
    load(session, machine, now, "day,base,quote,rate\n2026-06-01,EUR,USD,1.08\n2026-06-02,EUR,USD,1.09\n")
    load(session, machine, now + timedelta(days=1), "day,base,quote,rate\n2026-06-02,EUR,USD,1.10\n")
    (pair,) = rates.summarise(session, machine)
    assert (pair.base, pair.quote, pair.days, pair.rate_text) == ("EUR", "USD", 2, "1.1")
    assert (pair.first_day, pair.last_day, pair.loaded_at) == (
        date(2026, 6, 1),
        date(2026, 6, 2),
        datetime(2026, 6, 15, 9, 30, tzinfo=UTC),
    )


def test_a_missing_rate_names_pair_and_day(session: Session) -> None:
    with pytest.raises(MissingRate, match="from EUR to USD for 2026-06-01") as caught:
        rates.rate_on(session, "EUR", "USD", date(2026, 6, 1))
    assert isinstance(caught.value, PaidsocialError)
    assert rates.rate_on(session, "EUR", "EUR", date(2026, 6, 1)).text == "1"
