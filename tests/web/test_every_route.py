"""Every route there is, whoever wrote it: it has an access rule, strangers are sent to sign in, wrong roles and wrong
clients are refused, and no page names another client's things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule

from paidsocial.models import (
    AccountSync,
    AdSet,
    BudgetChange,
    Campaign,
    Connection,
    LiftTest,
    PlanLine,
    PlanRevision,
    Recommendation,
    ReportFile,
    SavedReport,
)
from paidsocial.services.access import PERMISSIONS, Permission, Role
from paidsocial.web.access import Rule as Access
from paidsocial.web.access import rule_of
from tests.support.browser import Browser, Page
from tests.support.builders import SEEN, World
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]

# Names that a person who does not see the client must never read.
SECRETS = (
    "Nightjar Secret Labs",
    "Nightjar Hidden Account",
    "Nightjar Quiet Campaign",
    "Nightjar Silent Ad Set",
    "Nightjar Hushed Plan",
    "Nightjar Whispered Report",
)
# Arguments that name no client's thing.
FREE = {
    "filename": "mark.svg",
    "token": "nonsense",
    "user_id": 1,
    "month": "2026-06",
    "format": "csv",
    "kind": "spend",
    "switch": "pause",
}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """As it is served: a breakdown is an answer too, so that one test names them all."""
    return make_app(testing=False)


def routes(app: Flask) -> Iterator[tuple[Rule, str, Access | None]]:
    """Every rule with each method it answers, and who may."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            if method not in {"HEAD", "OPTIONS"}:
                yield rule, method, rule_of(rule.endpoint, app.view_functions[rule.endpoint])


def pages_for(app: Flask, role: Role) -> Iterator[Rule]:
    """The pages without arguments that a role may open."""
    for rule, method, access in routes(app):
        allowed = access is not None and (access.permission is None or access.permission in PERMISSIONS[role])
        if method == "GET" and allowed and not rule.arguments:
            yield rule


def told(page: Page) -> list[str]:
    """The secrets that an answer gives away."""
    return [name for name in SECRETS if name.encode() in page.response.data]


def path_of(app: Flask, rule: Rule, values: dict[str, object]) -> str:
    """A concrete address of a rule."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return str(adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}))


def ask(browser: Browser, method: str, path: str) -> Page:
    """The answer to either method."""
    return browser.get(path) if method == "GET" else browser.post(path)


@pytest.fixture
def theirs(session: Session, world: World, cast: Cast) -> dict[str, object]:
    """The other client's things, by the argument that names one in an address."""
    campaign = world.campaign(cast.other_account, "Nightjar Quiet Campaign")
    ad_set = world.ad_set(campaign, "Nightjar Silent Ad Set")
    return {
        **FREE,
        "client_id": cast.other.id,
        "account_id": cast.other_account.id,
        "campaign_id": campaign.id,
        "ad_set_id": ad_set.id,
        "batch_id": world.batch(cast.other_account.id),
        "test_id": _lift_test(world, cast, campaign).id,
        "connection_id": _connection(world, cast).id,
        **_report(world, cast),
        **_decisions(world, cast, campaign, ad_set),
    }


def _connection(world: World, cast: Cast) -> Connection:
    made = world.add(
        Connection(
            client_id=cast.other.id,
            platform="meta",
            name="Nightjar",
            state="connected",
            created_at=SEEN,
            checked_at=SEEN,
            scopes=[],
        )
    )
    world.add(AccountSync(account_id=cast.other_account.id, connection_id=made.id, due_at=SEEN))
    return made


def _report(world: World, cast: Cast) -> dict[str, object]:
    """A saved report of the other client, and a file of it."""
    made = world.add(
        SavedReport(
            name="Nightjar Whispered Report",
            kind="spend",
            format="csv",
            client_id=cast.other.id,
            cadence="monthly",
            on_day=3,
            hour=7,
            time_zone="UTC",
            slot_at=SEEN,
            due_at=SEEN,
            created_at=SEEN,
        )
    )
    file = world.add(
        ReportFile(
            report_id=made.id,
            first_day=date(2026, 5, 1),
            last_day=date(2026, 5, 31),
            made_at=SEEN,
            made_by="Nightjar",
            client_ids=[cast.other.id],
            name="nightjar.csv",
            size=4,
            content=b"Nightjar Whispered Report",
        )
    )
    return {"report_id": made.id, "file_id": file.id}


def _lift_test(world: World, cast: Cast, campaign: Campaign) -> LiftTest:
    amounts = dict.fromkeys(("spend_micros", "revenue_micros", "low_micros", "high_micros"), 10**6)
    return world.add(
        LiftTest(
            client_id=cast.other.id,
            campaign_id=campaign.id,
            first_day=date(2026, 6, 1),
            last_day=date(2026, 6, 7),
            currency="EUR",
            level_bp=9000,
            method="geo",
            note="",
            source_url="",
            created_at=SEEN,
            entered_as="Nightjar",
            **amounts,
        )
    )


def _decisions(world: World, cast: Cast, campaign: Campaign, ad_set: AdSet) -> dict[str, object]:
    """A plan line, a recommendation and a budget change of the other client."""
    line = world.add(
        PlanLine(
            client_id=cast.other.id,
            name="Nightjar Hushed Plan",
            currency="EUR",
            first_day=date(2026, 6, 1),
            last_day=date(2026, 6, 30),
            created_at=SEEN,
        )
    )
    revision = PlanRevision(
        plan_line_id=line.id, effective_day=date(2026, 6, 1), amount_micros=10**9, reason="", recorded_at=SEEN
    )
    amounts = dict.fromkeys(
        ("total_before_micros", "total_after_micros", "expected_change_micros", "expected_low_micros"), 10**6
    )
    recommendation = Recommendation(
        id="R-nightjar",
        client_id=cast.other.id,
        state="draft",
        as_of=date(2026, 6, 14),
        level="campaign",
        currency="EUR",
        expected_high_micros=10**6,
        optimality_gap=0.0,
        created_at=SEEN,
        **amounts,
    )
    change = BudgetChange(
        account_id=cast.other_account.id,
        campaign_id=campaign.id,
        ad_set_id=ad_set.id,
        kind="daily",
        currency="EUR",
        before_micros=10**6,
        after_micros=2 * 10**6,
        state="proposed",
        created_at=SEEN,
        state_at=SEEN,
    )
    world.add(revision)
    world.add(recommendation)
    world.add(change)
    return {
        "plan_line_id": line.id,
        "line_id": line.id,
        "revision_id": revision.id,
        "recommendation_id": recommendation.id,
        "change_id": change.id,
        "budget_change_id": change.id,
    }


def test_every_view_says_who_may_open_it(app: Flask) -> None:
    assert [rule.endpoint for rule, _, access in routes(app) if access is None] == []


def test_every_argument_of_an_address_is_known_here(app: Flask, theirs: dict[str, object]) -> None:
    unknown = {argument for rule, _, _ in routes(app) for argument in rule.arguments} - set(theirs)
    assert unknown == set(), "add what they name to `theirs` (a client's thing) or FREE"


def test_strangers_are_sent_to_sign_in(app: Flask, browser: Browser, theirs: dict[str, object]) -> None:
    wrong = []
    for rule, method, access in routes(app):
        if access is not None and not access.public:
            page = ask(browser, method, path_of(app, rule, theirs))
            if page.status not in {302, 303} or not page.location.startswith("/sign-in"):
                wrong.append(f"{method} {rule.rule} answered a stranger with {page.status} {page.location}")
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_permission_is_refused(
    app: Flask, client_for: ClientFor, theirs: dict[str, object], role: Role
) -> None:
    browser, wrong = client_for(role), []
    for rule, method, access in routes(app):
        if access is not None and access.permission and access.permission not in PERMISSIONS[role]:
            page = ask(browser, method, path_of(app, rule, theirs))
            if page.status != 403:
                wrong.append(f"{method} {rule.rule} answered {page.status}")
    assert wrong == []


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.DIRECTOR, Role.FINANCE])
def test_another_clients_things_are_not_found(
    app: Flask, client_for: ClientFor, theirs: dict[str, object], role: Role
) -> None:
    browser, wrong = client_for(role), []
    for rule, method, access in routes(app):
        if access is not None and access.permission in PERMISSIONS[role] and rule.arguments - set(FREE):
            page = ask(browser, method, path_of(app, rule, theirs))
            if page.status != 404:
                wrong.append(f"{method} {rule.rule} answered {page.status}")
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_every_page_opens_and_names_no_other_client(
    app: Flask, client_for: ClientFor, theirs: dict[str, object], role: Role
) -> None:
    browser, wrong = client_for(role), []
    for rule in pages_for(app, role):
        page = browser.get(rule.rule)
        if page.status >= 500:
            wrong.append(f"{rule.rule} answered {page.status}")
        elif Permission.ADMINISTER not in PERMISSIONS[role] and told(page):
            wrong.append(f"{rule.rule} tells of {told(page)}")
    assert wrong == []


@pytest.mark.parametrize("parameter", ["client", "account"])
def test_a_scope_of_another_client_shows_nothing_of_it(
    app: Flask, client_for: ClientFor, theirs: dict[str, object], parameter: str
) -> None:
    browser, wrong = client_for(Role.DIRECTOR), []
    for rule in pages_for(app, Role.DIRECTOR):
        page = browser.get(f"{rule.rule}?{parameter}={theirs[f'{parameter}_id']}")
        if page.status >= 500 or told(page):
            wrong.append(f"{rule.rule} answered {page.status} and tells of {told(page)}")
    assert wrong == []


@pytest.mark.parametrize(
    "query",
    [
        *("client=abc", "from=yesterday", "from=2026-06-30&to=2026-06-01", "currency=euro", "sort=''", "q=%00"),
        *("page=-1", "page=x", "page=99999999999999999999", "from=9999-12-31&to=9999-12-31", "back=http://["),
        *("from=0001-01-01&to=0001-01-02", "month=9999-12", "month=0001-01", "as_known_on=9999-12-31"),
    ],
)
def test_a_spoilt_address_is_no_breakdown(app: Flask, client_for: ClientFor, query: str) -> None:
    browser = client_for(Role.DIRECTOR)
    answers = {rule.rule: browser.get(f"{rule.rule}?{query}").status for rule in pages_for(app, Role.DIRECTOR)}
    assert {path: status for path, status in answers.items() if status >= 500} == {}


def test_a_number_that_no_row_can_have_leads_nowhere(
    app: Flask, client_for: ClientFor, theirs: dict[str, object]
) -> None:
    browser, wrong = client_for(Role.ADMINISTRATOR), []
    for rule, method, _ in routes(app):
        numbers = {name for name, converter in rule._converters.items() if isinstance(converter, IntegerConverter)}
        if numbers:
            page = ask(browser, method, path_of(app, rule, {**theirs, **dict.fromkeys(numbers, 10**19)}))
            if page.status not in {404, 405}:
                wrong.append(f"{method} {rule.rule} answered {page.status}")
    assert wrong == []
