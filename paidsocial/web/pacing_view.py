"""What Today and Plan & pacing share: the cached report, words and colours of a status, and the small picture."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from paidsocial.domain.days import Period
from paidsocial.domain.pacing import Status
from paidsocial.domain.pacing_curve import Curve, curve
from paidsocial.services.planning import pacing
from paidsocial.services.planning.pacing import LinePacing, Report
from paidsocial.web import current, show

WORDS: dict[Status, tuple[str, str]] = {
    Status.OVER: ("Over", "red"),
    Status.EXHAUSTED: ("Exhausted", "red"),
    Status.UNDER: ("Under", "amber"),
    Status.ON_TRACK: ("On track", "good"),
    Status.NOT_STARTED: ("Not started", "off"),
    Status.NO_DATA: ("No data", ""),
}
_BAR_TONES = {Status.OVER: "red", Status.EXHAUSTED: "red", Status.UNDER: "amber"}


def cache() -> pacing.PacingCache:
    """The application's one cache of months worked out."""
    found: pacing.PacingCache = current_app.extensions.setdefault("paidsocial_pacing", pacing.PacingCache())
    return found


def month() -> Period:
    """The month to show: the one of today where the address's period holds today, else the one it ends in."""
    period, today = current.scope().period, current.today()
    return Period.month_of(today if today in period else period.last)


def report() -> Report:
    """Pacing within the page's scope, as of today."""
    scope = current.scope()
    return pacing.read(
        current.session(),
        current.actor(),
        month=month(),
        as_of=current.today(),
        client_id=scope.client_id,
        account_id=scope.account_id,
        cache=cache(),
    )


def word(status: Status) -> str:
    """A status as people read it."""
    return WORDS[status][0]


def tone(status: Status) -> str:
    """The pill's tone."""
    return WORDS[status][1]


def bar_tone(status: Status) -> str:
    """The bar's tone."""
    return _BAR_TONES.get(status, "")


def chance(share: float) -> str:
    """A probability that claims no more than it does."""
    if share >= 0.995:
        return "more than 99%"
    return "less than 1%" if share < 0.005 else show.percent_text(share)


@dataclass(frozen=True, slots=True)
class _Scale:
    width: float
    height: float
    days: int
    top: float

    def x(self, day: float) -> str:
        """Where the end of the day-th day lies."""
        return f"{self.width * day / max(self.days, 1):.1f}"

    def y(self, amount: float) -> str:
        """Where an amount lies."""
        return f"{self.height - (self.height - 2) * amount / self.top - 1:.1f}"


def picture(line: LinePacing, *, width: int = 240, height: int = 64) -> Markup:
    """The plan's curve dashed, the actual over it, the band to where the line lands, and today's mark."""
    if line.pacing is None:
        return Markup("")
    facts = line.facts
    drawn = curve(line.pacing, facts.terms, facts.history, line.deliveries, fan=False)
    end = drawn.ahead[-1] if drawn.ahead else None
    top = max(*drawn.plan, *(drawn.actual or (0,)), end.high if end else 0, 1) * 1.02
    scale = _Scale(width, height, len(drawn.days), top)
    label = f"{facts.name}: plan and spend by day, and where it lands"
    return Markup(
        '<svg class="mini pace" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">'
        '{band}<path class="mini-line-2" d="{plan}"/><path class="mini-line" d="{actual}"/>{today}</svg>'
    ).format(
        w=width,
        h=height,
        label=label,
        band=_band(drawn, scale),
        plan=_path(drawn.plan, scale),
        actual=_path(drawn.actual, scale),
        today=_today(drawn, scale),
    )


def _path(values: tuple[int, ...], scale: _Scale) -> str:
    if not values:
        return "M0 0"
    points = [f"{scale.x(day)} {scale.y(value)}" for day, value in enumerate((0, *values))]
    return "M" + "L".join(points)


def _band(drawn: Curve, scale: _Scale) -> Markup:
    if not drawn.ahead:
        return Markup("")
    end, start = drawn.ahead[-1], (drawn.actual or (0,))[-1]
    here, last = scale.x(len(drawn.actual)), scale.x(len(drawn.days))
    return Markup('<path class="mini-band" d="M{} {}L{} {}L{} {}Z"/>').format(
        here, scale.y(start), last, scale.y(end.low), last, scale.y(end.high)
    )


def _today(drawn: Curve, scale: _Scale) -> Markup:
    if not drawn.actual or len(drawn.actual) == len(drawn.days):
        return Markup("")
    return Markup('<line class="mini-zero" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(
        scale.x(len(drawn.actual)), scale.height
    )


def lands(line: LinePacing) -> Markup:
    """Where a line lands with its interval, in a few words: 17,900 (16,900–18,900)."""
    if line.pacing is None or line.pacing.projection is None:
        return show.none("There is no run rate to project from yet.")
    found, currency = line.pacing.projection, line.facts.terms.currency
    if found.low == found.high:
        return show.amount(found.amount, currency)
    return Markup('{}<span class="between"> {}\N{EN DASH}{}</span>').format(
        show.amount(found.amount, currency, places=0),
        show.amount_text(found.low, currency, places=0),
        show.amount_text(found.high, currency, places=0),
    )
