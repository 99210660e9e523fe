"""Small pictures drawn on the server as SVG: `draw.spark(...)`, `draw.bullet(...)`, `draw.interval(...)` in templates.

Only presentation attributes and classes, so that the strict content policy holds. Every picture names what it shows for
those who cannot see it. Values are plain numbers (micros are fine); only their proportions matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_PAD = 2.0


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _line(values: Sequence[float | None], width: float, height: float, low: float, high: float) -> str:
    """A path through the points; a gap where a value is None."""
    span, steps = (high - low) or 1.0, max(len(values) - 1, 1)
    parts, pen_down = [], False
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        x = _PAD + (width - 2 * _PAD) * index / steps
        y = height - _PAD - (height - 2 * _PAD) * (float(value) - low) / span
        parts.append(f"{'L' if pen_down else 'M'}{_n(x)} {_n(y)}")
        pen_down = True
    return "".join(parts)


def spark(
    values: Sequence[float | None],
    label: str,
    *,
    against: Sequence[float | None] | None = None,
    width: int = 96,
    height: int = 26,
    from_zero: bool = False,
) -> Markup:
    """A line of the last days; `against` is a second, dashed one (the plan). `label` says what it shows."""
    known = [float(value) for value in [*values, *(against or ())] if value is not None]
    if len(known) < 2:
        return Markup("")
    low, high = (min(0.0, *known) if from_zero else min(known)), max(known)
    second = _line(against, width, height, low, high) if against else ""
    return Markup(
        '<svg class="mini" viewBox="0 0 {w} {h}" width="{w}" height="{h}" preserveAspectRatio="none" '
        'role="img" aria-label="{label}">'
        '{second}<path class="mini-line" d="{d}"/></svg>'
    ).format(
        w=width,
        h=height,
        label=label,
        second=Markup('<path class="mini-line-2" d="{}"/>').format(second) if second else "",
        d=_line(values, width, height, low, high),
    )


def bullet(
    value: float,
    target: float,
    label: str,
    *,
    expected: float | None = None,
    low: float | None = None,
    high: float | None = None,
    tone: str = "",
    top: float | None = None,
    width: int = 180,
    height: int = 16,
) -> Markup:
    """What was spent as a bar, the target as a tick; `low` to `high` as a pale range, `expected` as a thin mark.

    `tone` is “”, “amber” or “red”, for a bar that needs someone. `top`: the largest value of all bars that are to be
    compared with this one; without it, it has a scale of its own.
    """
    top = max(target, value, high or 0.0, expected or 0.0, top or 0.0) * 1.04 or 1.0

    def at(amount: float) -> float:
        return width * min(max(amount, 0.0), top) / top

    parts = [Markup('<rect class="mini-track" x="0" y="3" width="{}" height="{}" rx="2"/>').format(width, height - 6)]
    if low is not None and high is not None:
        parts.append(
            Markup('<rect class="mini-range" x="{}" y="3" width="{}" height="{}" rx="2"/>').format(
                _n(at(low)), _n(max(at(high) - at(low), 1.5)), height - 6
            )
        )
    parts.append(
        Markup('<rect class="{}" x="0" y="{}" width="{}" height="{}" rx="1.5"/>').format(
            f"mini-bar-{tone}" if tone else "mini-bar", _n(height / 2 - 2.5), _n(at(value)), 5
        )
    )
    if expected is not None:
        parts.append(
            Markup('<rect class="mini-tick" x="{}" y="4" width="1" height="{}"/>').format(
                _n(at(expected) - 0.5), height - 8
            )
        )
    parts.append(
        Markup('<rect class="mini-tick" x="{}" y="0" width="2" height="{}"/>').format(
            _n(min(at(target), width - 2) - (0 if target >= top else 1)), height
        )
    )
    return _svg(width, height, label, parts)


def interval(
    low: float,
    middle: float,
    high: float,
    label: str,
    *,
    first: float,
    last: float,
    zero: bool = False,
    width: int = 140,
) -> Markup:
    """A range with its middle on a scale from `first` to `last`; `zero` draws where nothing changes."""
    height, span = 14, (last - first) or 1.0

    def at(value: float) -> float:
        return width * min(max((value - first) / span, 0.0), 1.0)

    parts = []
    if zero and first < 0 < last:
        parts.append(Markup('<line class="mini-zero" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(_n(at(0.0)), height))
    parts.append(
        Markup('<rect class="mini-range" x="{}" y="4" width="{}" height="6" rx="3"/>').format(
            _n(at(low)), _n(max(at(high) - at(low), 1.5))
        )
    )
    parts.append(Markup('<circle class="mini-end" cx="{}" cy="7" r="3.5"/>').format(_n(at(middle))))
    return _svg(width, height, label, parts)


def from_to(before: float, after: float, label: str, *, top: float, width: int = 140) -> Markup:
    """Two bars, before above after, on one scale whose end is `top`."""
    scale = width / top if top > 0 else 0.0
    parts = [
        Markup('<rect class="mini-bar-quiet" x="0" y="1" width="{}" height="5" rx="1.5"/>').format(
            _n(max(before, 0) * scale)
        ),
        Markup('<rect class="mini-bar" x="0" y="8" width="{}" height="5" rx="1.5"/>').format(_n(max(after, 0) * scale)),
    ]
    return _svg(width, 14, label, parts)


def converge(before: float, after: float, price: float, label: str, *, top: float, width: int = 120) -> Markup:
    """From one value (a hollow dot) to another (a full one), beside the tick of `price` that they all move towards."""
    scale = (width - 8) / top if top > 0 else 0.0
    start, end, tick = (4 + min(max(value, 0.0), top) * scale for value in (before, after, price))
    parts = [
        Markup('<rect class="mini-tick" x="{}" y="1" width="1.5" height="12"/>').format(_n(tick - 0.75)),
        Markup('<path class="mini-line" d="M{} 7H{}"/>').format(_n(start), _n(end)),
        Markup('<circle class="mini-hollow" cx="{}" cy="7" r="2.75"/>').format(_n(start)),
        Markup('<circle class="mini-dot" cx="{}" cy="7" r="3"/>').format(_n(end)),
    ]
    return _svg(width, 14, label, parts)


def flight(start: float, end: float, now: float, label: str, *, width: int = 96) -> Markup:
    """A flight on its scale from 0 to 1, with today's mark."""
    left, right = max(start, 0.0) * width, min(end, 1.0) * width
    parts = [
        Markup('<rect class="mini-track" x="0" y="5" width="{}" height="4" rx="2"/>').format(width),
        Markup('<rect class="mini-bar-quiet" x="{}" y="5" width="{}" height="4" rx="2"/>').format(
            _n(left), _n(max(right - left, 1.5))
        ),
        Markup('<rect class="mini-tick" x="{}" y="2" width="1.5" height="10"/>').format(
            _n(min(max(now, 0.0), 1.0) * width)
        ),
    ]
    return _svg(width, 14, label, parts)


def _svg(width: int, height: int, label: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="mini" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}</svg>'
    ).format(width, height, label, Markup("").join(parts))
