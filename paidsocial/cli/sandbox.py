"""`paidsocial sandbox`: every platform's protocol over a simulated market, on this machine, to try things on."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from paidsocial.cli.common import messages, refusals, utc_now
from paidsocial.cli.serving import check_port
from paidsocial.errors import BadInput


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8900, show_default=True)
@click.option("--platform", "platforms", multiple=True, help="Only these platforms; all where none is named.")
@click.option("--seed", type=int, default=5, show_default=True, help="Another market of the same kind.")
@click.option("--accounts", type=click.IntRange(1, 500), default=1, show_default=True, help="Ad accounts per platform.")
@click.option("--campaigns", type=click.IntRange(1, 500), default=4, show_default=True, help="Campaigns per account.")
@click.option("--days", type=click.IntRange(30, 1100), default=400, show_default=True, help="Days of history.")
@click.option(
    "--objective",
    default="Sales",
    show_default=True,
    help="Of every campaign; “Smart+” and “Performance Max” are kinds.",
)
@click.option("--now", "at", default=None, help="The sandbox's own moment, such as 2026-06-14T09:30+00:00.")
@refusals
def sandbox(
    *,
    port: int,
    platforms: tuple[str, ...],
    seed: int,
    accounts: int,
    campaigns: int,
    days: int,
    objective: str,
    at: str | None,
) -> None:
    """Serve the platforms' own protocols over a simulated market, on loopback. Its clock stands still until driven."""
    from paidsocial.sandbox.server.serving import make  # noqa: PLC0415 - numpy and Flask load only for this command
    from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox  # noqa: PLC0415 - as above
    from paidsocial.sandbox.server.worlds import PLATFORMS, small_market  # noqa: PLC0415 - as above

    check_port("127.0.0.1", port)
    wanted = platforms or PLATFORMS
    unknown = [each for each in wanted if each not in PLATFORMS]
    if unknown:
        raise BadInput(f"There is no platform “{unknown[0]}”; there are {', '.join(PLATFORMS)}.", field="platform")
    now = _moment(at)
    market = small_market(
        seed,
        now.date() - timedelta(days=days),
        platforms=wanted,
        accounts=accounts,
        campaigns=campaigns,
        objective=objective,
    )
    server = make(Sandbox(market, now), port)
    address = f"http://127.0.0.1:{port}"
    click.echo(f"# The sandbox is on {address}, at {now.isoformat()}. Ctrl-C stops it. To use it, set:")
    for slug in wanted:
        for host in ("API", "SIGN_IN", "TOKEN", "DOWNLOAD"):
            click.echo(f"export PAIDSOCIAL_{slug.upper()}_{host}_URL={address}/{slug}")
        click.echo(
            f"export PAIDSOCIAL_{slug.upper()}_APP_ID={APP_ID} PAIDSOCIAL_{slug.upper()}_APP_SECRET={APP_SECRET}"
        )
    messages.print(
        f"A day later: curl -X POST {address}/_sandbox/clock -H 'Content-Type: application/json' -d '{{\"days\": 1}}'"
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _moment(at: str | None) -> datetime:
    if at is None:
        return utc_now()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadInput(f"“{at}” is no moment; write it like 2026-06-14T09:30+00:00.", field="now") from error
    if moment.tzinfo is None:
        raise BadInput(f"“{at}” names no time zone; write it like 2026-06-14T09:30+00:00.", field="now")
    return moment
