"""`paidsocial lift`: lift tests, which say what advertising brought that would not have come anyway."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

import click

from paidsocial.cli.common import (
    DayType,
    actor,
    as_of_option,
    json_option,
    messages,
    open_session,
    print_json,
    refusals,
    utc_now,
)
from paidsocial.cli.plans import client_option
from paidsocial.domain.money import Money, micros_text
from paidsocial.errors import BadInput
from paidsocial.platforms.registry import slug_of
from paidsocial.services.prediction import lift_tests as service
from paidsocial.services.prediction.lift_test_details import METHODS, Details
from paidsocial.services.prediction.lift_tests import Reading


@click.group()
def lift() -> None:
    """Lift tests: what advertising brought that would not have come anyway."""


@lift.command()
@client_option
@click.option("--platform", default=None, help="Only this platform; default: all of them.")
@click.option("--campaign", default=None, metavar="NAME", help="Only the campaign of this whole name.")
@click.option("--from", "first_day", type=DayType(), required=True, help="The test's first day.")
@click.option("--to", "last_day", type=DayType(), required=True, help="The test's last day.")
@click.option("--currency", required=True, metavar="CODE", help="The currency of the amounts.")
@click.option("--spend", required=True, help="The spend that was tested.")
@click.option("--revenue", required=True, help="The incremental revenue that the test measured.")
@click.option("--low", required=True, help="The lower end of its interval.")
@click.option("--high", required=True, help="The upper end of its interval.")
@click.option("--confidence", default="90", show_default=True, help="The interval's confidence in percent.")
@click.option("--method", type=click.Choice(list(METHODS)), default="conversion_lift", show_default=True)
@click.option("--note", default="", help="What else to know.")
@click.option("--source", default="", metavar="URL", help="A link to the report.")
@as_of_option
@json_option
@refusals
def add(
    *,
    client: str | None,
    platform: str | None,
    campaign: str | None,
    first_day: date,
    last_day: date,
    currency: str,
    spend: str,
    revenue: str,
    low: str,
    high: str,
    confidence: str,
    method: str,
    note: str,
    source: str,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Record a lift test that is over."""
    now = utc_now()
    spent, brought, least, most = (Money.parse(amount, currency).micros for amount in (spend, revenue, low, high))
    with open_session() as session:
        client_id = service.client_named(session, actor(), client)
        row = service.add(
            session,
            actor(),
            Details(
                client_id,
                first_day,
                last_day,
                currency,
                spent,
                brought,
                least,
                most,
                _basis_points(confidence),
                method,
                slug_of(platform) if platform else None,
                campaign,
                note,
                source,
            ),
            now=now,
            today=as_of or now.date(),
        )
        reading = service.read(session, actor(), row.id)
    if as_json:
        print_json(_document(reading))
    else:
        click.echo(f"Recorded lift test {row.id}. {_said(reading)}")


@lift.command("list")
@client_option
@json_option
@refusals
def list_(*, client: str | None, as_json: bool) -> None:
    """The tests on record, newest first, beside what the platforms reported for their days."""
    with open_session() as session:
        client_id = service.client_named(session, actor(), client) if client else None
        found = service.listing(session, actor(), client_id=client_id, limit=1000)
    if as_json:
        print_json({"lift_tests": [_document(reading) for reading in found.rows], "total": found.total})
        return
    for reading in found.rows:
        row = reading.test
        click.echo(f"{row.id:>5}  {row.first_day} to {row.last_day}  {reading.name}: {_said(reading)}")
    if not found.rows:
        messages.print("No lift test is recorded; record one with `paidsocial lift add`.")


@lift.command()
@click.argument("test_id", type=int)
@click.option("--reason", required=True, help="Why it no longer counts.")
@json_option
@refusals
def withdraw(*, test_id: int, reason: str, as_json: bool) -> None:
    """Let lift test TEST_ID no longer count; it stays in the list with its reason."""
    with open_session() as session:
        service.withdraw(session, actor(), test_id, reason=reason, now=utc_now())
        reading = service.read(session, actor(), test_id)
    if as_json:
        print_json(_document(reading))
    else:
        click.echo(f"Lift test {test_id} no longer counts.")


def _basis_points(text: str) -> int:
    try:
        return int((Decimal(text.strip().removesuffix("%")) * 100).to_integral_exact())
    except (InvalidOperation, ValueError) as error:
        raise BadInput(f"“{text}” is not a percentage; write it like 90.") from error


def _said(reading: Reading) -> str:
    if reading.unused or reading.share is None or reading.low is None or reading.high is None:
        return reading.unused
    return (
        f"{reading.share:.0%} of the {reading.reported_revenue} that was reported was incremental "
        f"({reading.low:.0%} to {reading.high:.0%}). {reading.warning}"
    ).rstrip()


def _document(reading: Reading) -> dict[str, object]:
    row = reading.test

    def text(micros: int) -> str:
        return micros_text(micros, row.currency)

    return {
        "id": row.id,
        "client": reading.client,
        "platform": row.platform,
        "campaign": reading.scope if row.campaign_id else None,
        "first_day": str(row.first_day),
        "last_day": str(row.last_day),
        "currency": row.currency,
        "spend": text(row.spend_micros),
        "incremental_revenue": text(row.revenue_micros),
        "low": text(row.low_micros),
        "high": text(row.high_micros),
        "confidence": row.level_bp / 10_000,
        "method": row.method,
        "note": row.note,
        "source": row.source_url,
        "entered_by": row.entered_as,
        "reported_spend": text(reading.reported_spend.micros),
        "reported_revenue": text(reading.reported_revenue.micros),
        "share": reading.share,
        "share_low": reading.low,
        "share_high": reading.high,
        "unused": reading.unused or None,
        "warning": reading.warning or None,
        "withdrawn": row.withdrawn_reason,
    }
