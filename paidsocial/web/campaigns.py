"""Campaigns: the table of all, a campaign, an ad set, the search of Ctrl-K, and what one takes away as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paidsocial.domain import metrics
from paidsocial.domain.days import Period
from paidsocial.domain.readings import Level
from paidsocial.domain.status import Standing
from paidsocial.errors import BadInput
from paidsocial.services.access import Permission
from paidsocial.services.changes import offers
from paidsocial.services.performance import (
    campaign_choice,
    campaign_columns,
    campaign_export,
    campaign_page,
    campaigns,
    series,
)
from paidsocial.services.performance import search as searching
from paidsocial.services.performance.campaign_page import EntityPage
from paidsocial.services.performance.campaign_query import CampaignQuery, Sort
from paidsocial.services.prediction import forecasts, outlooks
from paidsocial.services.prediction.outlooks import NoOutlook, Outlook
from paidsocial.services.prediction.unit_forecasts import stop_words
from paidsocial.services.spreadsheets import Cell, csv_chunks
from paidsocial.web import campaign_charts, campaign_words, current, frame, typed
from paidsocial.web.access import requires

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")


@blueprint.context_processor
def _definitions() -> dict[str, Any]:
    """The one definition of each metric, for cells that show sums."""
    return {"metrics": metrics, "source_period": lambda source: Period(source.first_day, source.last_day)}


_MOST_IDS = 1000
_MOST_LOCKS, _MOST_LETTERS = 300, 2000  # what fits into an address: servers cut at about 4,000 letters
_GROUPS = 6  # forecasts of so many clients' pools are asked for by one page of the table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table as the template draws it; `key` is its name in the address and in `Sort`."""

    key: str
    label: str
    number: bool = False
    title: str = ""
    sorts: bool = True
    money: bool = False


COLUMNS = {
    column.key: column
    for column in (
        Column("status", "Status"),
        Column("platform", "Platform"),
        Column("account", "Ad account"),
        Column("client", "Client"),
        Column("objective", "Objective"),
        Column("flight", "Flight", title="Start and end on the shown period; the mark is today."),
        Column("budget", "Budget", True, "The platform budget in force now.", money=True),
        Column("spend", "Spend", True, money=True),
        Column("pace", "Pace", True, "Spend of the last 7 days with figures over 7 days of today's platform budget."),
        Column("revenue", "Revenue", True, money=True),
        Column("roas", "ROAS", True, "Revenue / spend, as the platforms attribute it."),
        Column("trend", "14 days", title="Daily ROAS, or spend where there is no revenue.", sorts=False),
        Column(
            "marginal", "Marginal", True, "Marginal ROAS: what the next unit of spend is expected to return.", False
        ),
        Column("conversions", "Conversions", True),
        Column("cpa", "CPA", True, "Spend per conversion.", money=True),
        Column("impressions", "Impressions", True),
        Column("clicks", "Clicks", True),
        Column("ctr", "CTR", True, "Clicks / impressions."),
        Column("changed", "Budget changed", title="The last time its platform budget became another amount."),
    )
}


def _sort(text: str) -> tuple[Sort, bool]:
    descending = text.startswith("-")
    try:
        return Sort(text.removeprefix("-")), descending
    except ValueError:
        raise BadInput(f"“{text}” is not a column to sort by.", field="sort") from None


def _ids() -> frozenset[int] | None:
    texts = request.args.getlist("campaign")
    found = {number for number in map(typed.whole, texts) if number is not None}
    if len(found) > _MOST_IDS:
        raise BadInput(f"Choose at most {_MOST_IDS} campaigns at once.", field="campaign")
    return frozenset(found) if texts else None


def _query() -> CampaignQuery:
    """What the address asks for. Raises BadInput where a part of it does not exist."""
    scope, arguments = current.scope(), request.args
    standing = arguments.get("status") or None
    if standing is not None and standing not in set(Standing):
        raise BadInput(f"“{standing}” is not a status; choose one of the chips.", field="status")
    sort, descending = _sort(arguments.get("sort") or "-spend")
    return CampaignQuery(
        period=scope.period,
        client_id=scope.client_id,
        account_id=scope.account_id,
        platform=arguments.get("platform") or None,
        standing=None if standing is None else Standing(standing),
        objective=arguments.get("objective") or None,
        text=arguments.get("q", ""),
        with_spend=arguments.get("spend") == "some",
        sort=sort,
        descending=descending,
        page=typed.page(),
    )


def _listing(query: CampaignQuery) -> campaigns.CampaignList:
    return campaigns.list_campaigns(
        current.session(),
        current.actor(),
        query,
        currency=frame.shown_currency(),
        now=current.now(),
        today=current.today(),
    )


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The table."""
    query = _query()
    found = _listing(query)
    person = current.user()
    kept = None if person is None else person.preferences.get(campaign_columns.PREFERENCE)
    shown = campaign_columns.chosen(request.args.getlist("columns"), kept)
    return render_template(
        "campaigns/index.html",
        found=found,
        query=query,
        sort=request.args.get("sort") or "-spend",
        columns=[COLUMNS[key] for key in shown],
        all_columns=[COLUMNS[key] for key in campaign_columns.COLUMNS],
        narrowed=query.narrowed or query.platform is not None,
        groups=_groups(found, query.client_id) if "marginal" in shown else (),
        export_url=url_for("campaigns.export", **_arguments()),
        columns_url=url_for("campaigns.columns", **_arguments()),
    )


def _arguments() -> dict[str, Any]:
    """The address's filters and order, for another address about the same rows."""
    return {name: values for name, values in request.args.lists() if name not in {"columns", "page"}}


def _groups(found: campaigns.CampaignList, client_id: int | None) -> list[tuple[int | None, str, list[int]]]:
    """The shown campaigns by currency: a forecast looks at one such pool of the shown scope at a time."""
    groups: dict[tuple[int | None, str], list[int]] = {}
    for row in found.rows:
        groups.setdefault((client_id, row.account.currency), []).append(row.id)
    return [(client, currency, ids) for (client, currency), ids in groups.items()][:_GROUPS]


@blueprint.post("/columns")
@requires(Permission.VIEW)
def columns() -> ResponseReturnValue:
    """Keep the chosen columns for next time, and go back to the table as it was."""
    campaign_columns.keep(current.session(), current.actor(), request.form.getlist("columns"))
    return redirect(url_for("campaigns.index", **_arguments()))


@blueprint.get("/campaigns.csv")
@requires(Permission.VIEW)
def export() -> ResponseReturnValue:
    """The table as a CSV: all its pages, or the ticked campaigns."""
    query = replace(_query(), page=None, ids=_ids())
    found = _listing(query)
    name = f"campaigns_{query.period.first}_{query.period.last}.csv"
    return _csv(name, campaign_export.HEADINGS, campaign_export.table(found))


def _csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    return Response(
        b"".join(csv_chunks(headings, rows)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/reallocate")
@requires(Permission.RECOMMEND)
def reallocate() -> ResponseReturnValue:
    """To the reallocation with everything locked but the ticked campaigns."""
    chosen = campaign_choice.choice(current.session(), current.actor(), _ids() or ())
    locks = campaign_choice.others(current.session(), current.actor(), chosen, today=current.today())
    if len(locks) > _MOST_LOCKS:
        raise BadInput(
            f"{len(locks)} other campaigns spend at present, too many to lock one by one; reallocate among all of the "
            "client's campaigns, or tick more of them.",
            field="campaign",
        )
    return redirect(url_for("reallocate.index", client=chosen.client_id, currency=chosen.currency, lock=locks))


@blueprint.get("/plan")
@requires(Permission.EDIT_PLAN)
def plan() -> ResponseReturnValue:
    """To a new plan line that covers the ticked campaigns."""
    chosen = campaign_choice.choice(current.session(), current.actor(), _ids() or ())
    names = "\n".join(chosen.names.values())
    if len(names) > _MOST_LETTERS:
        raise BadInput(
            "These names are too long for one address; plan fewer campaigns at once, or by a part of their names.",
            field="campaign",
        )
    return redirect(url_for("pacing.new", client=chosen.client_id, match=names))


@blueprint.get("/search")
@requires(Permission.VIEW)
def search() -> ResponseReturnValue:
    """What Ctrl-K finds, as a list of links."""
    text = request.args.get("q", "")
    hits = searching.search(current.session(), current.actor(), text)
    return render_template("campaigns/_found.html", hits=hits, text=text.strip(), Level=Level)


@blueprint.get("/marginal")
@requires(Permission.VIEW)
def marginal() -> ResponseReturnValue:
    """The table's column of marginal ROAS for one client and currency; comes after the page, as it may fit a model."""
    scope = current.scope()
    found = forecasts.by_unit(
        current.session(),
        current.actor(),
        now=current.now(),
        as_of=current.today(),
        client_id=scope.client_id,
        currency=scope.currency,
    )
    return render_template("campaigns/_marginal.html", ids=sorted(_ids() or ()), found=found)


@blueprint.get("/<int:campaign_id>", endpoint="show")
@requires(Permission.VIEW)
def show_campaign(campaign_id: int) -> ResponseReturnValue:
    """A campaign."""
    page = campaign_page.campaign_page(
        current.session(), current.actor(), campaign_id=campaign_id, period=current.scope().period, now=current.now()
    )
    outlook = outlooks.outlook(
        current.session(),
        current.actor(),
        now=current.now(),
        as_of=current.as_of(),
        campaign_id=campaign_id,
    )
    return _entity(page, outlook)


@blueprint.get("/ad-sets/<int:ad_set_id>")
@requires(Permission.VIEW)
def ad_set(ad_set_id: int) -> ResponseReturnValue:
    """An ad set."""
    page = campaign_page.ad_set_page(
        current.session(), current.actor(), ad_set_id=ad_set_id, period=current.scope().period, now=current.now()
    )
    outlook = outlooks.outlook(
        current.session(),
        current.actor(),
        now=current.now(),
        as_of=current.as_of(),
        ad_set_id=ad_set_id,
    )
    return _entity(page, outlook)


def _entity(page: EntityPage, outlook: Outlook | NoOutlook) -> ResponseReturnValue:
    known = outlook if isinstance(outlook, Outlook) else None
    offer = None
    if current.actor().can(Permission.RECOMMEND):
        above = {"ad_set_id": page.ad_set.id} if page.ad_set else {"campaign_id": page.campaign.id}
        offer = offers.read(current.session(), current.actor(), **above, now=current.now())
    margin = page.account.client.margin_bp
    band = campaign_charts.ahead(known, page.series)
    events = known.events if known else ()
    return render_template(
        "campaigns/show.html",
        page=page,
        offer=offer,
        outlook=known,
        no_outlook=outlook.reason if isinstance(outlook, NoOutlook) else "",
        spend_chart=campaign_charts.spend_and_revenue(page.series, band, events),
        roas_chart=campaign_charts.roas_over_time(
            page.series, metrics.break_even_roas(margin) if margin else None, events
        ),
        response_chart=campaign_charts.response(known.curve) if known else None,
        spend_words=campaign_words.spend_words(page, known, bool(band)),
        budget_note=campaign_words.budget_note(page),
        idle=not page.series.total.spend and not page.series.total.revenue,
        flight=campaign_words.flight(page),
        against=f"against {campaign_words.in_short(page.series.compared.before, page.series.period.last.year)}",
        break_even=metrics.break_even_roas(margin) if margin else None,
        stops=stop_words(known.forecast) if known else (),
        each_break=lambda event: campaign_words.break_link(event, page, known),
    )


@blueprint.get("/<int:campaign_id>/ad-sets")
@requires(Permission.VIEW)
def ad_sets(campaign_id: int) -> ResponseReturnValue:
    """The ad sets of one campaign as rows that unfold under it in the table."""
    page = campaign_page.campaign_page(
        current.session(), current.actor(), campaign_id=campaign_id, period=current.scope().period, now=current.now()
    )
    shown = campaign_columns.chosen(request.args.getlist("columns"), None)
    return render_template(
        "campaigns/_ad_sets.html",
        page=page,
        columns=[COLUMNS[key] for key in shown],
        mixed=request.args.get("mixed") == "1",
    )


@blueprint.get("/<int:campaign_id>/daily.csv")
@requires(Permission.VIEW)
def daily(campaign_id: int) -> ResponseReturnValue:
    """A campaign's days as a CSV: the figures of its chart."""
    return _daily(Level.CAMPAIGN, campaign_id)


@blueprint.get("/ad-sets/<int:ad_set_id>/daily.csv")
@requires(Permission.VIEW)
def ad_set_daily(ad_set_id: int) -> ResponseReturnValue:
    """An ad set's days as a CSV: the figures of its chart."""
    return _daily(Level.AD_SET, ad_set_id)


def _daily(level: Level, entity_id: int) -> ResponseReturnValue:
    found = series.daily(
        current.session(),
        current.actor(),
        level=level,
        entity_id=entity_id,
        period=current.scope().period,
        now=current.now(),
    )
    name = f"{level}_{entity_id}_{found.period.first}_{found.period.last}.csv"
    return _csv(name, series.HEADINGS, series.table(found))
