"""Expected daily revenue as a function of daily spend, one curve per unit, all evaluated at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.figures import all_labels, amounts
from forecasting.history import Floats

PARAMETERS = {
    "power": ("scale", "elasticity"),
    "log": ("scale", "half"),
    "hill": ("scale", "half", "slope"),
}
NEWTON_STEPS = 60
NEWTON_TOLERANCE = 1e-8  # of the last step: the error left is its square


@dataclass(frozen=True, eq=False)
class ResponseCurves:
    """Revenue per day as a function of spend per day, with its derivative and the inverse of that.

    Every method takes a number, an array (units,) or an array (..., units) and answers in the broadcast shape. Infinite
    spend, as `spend_at` may give, has the limits of revenue and marginal.
    Families: "power" scale * x**elasticity; "log" scale * log1p(x / half);
    "hill" scale * x**slope / (half**slope + x**slope), S-shaped where slope > 1.
    """

    units: tuple[str, ...]
    family: str
    parameters: dict[str, Floats]

    @classmethod
    def from_parameters(cls, units: Sequence[str], family: str, **parameters: npt.ArrayLike) -> ResponseCurves:
        """Curves straight from parameters, each a number or an array (units,).

        Raises ValueError, naming the unit, for a negative or non-finite scale, a half or slope that is not positive,
        an elasticity outside (0, 1], or parameters that are not the family's.
        """
        if not isinstance(family, str) or family not in PARAMETERS:
            raise ValueError(f"unknown family {family!r}: choose one of {', '.join(PARAMETERS)}")
        if set(parameters) != set(PARAMETERS[family]):
            raise ValueError(f"family {family!r} takes {', '.join(PARAMETERS[family])}; got {', '.join(parameters)}")
        labels = all_labels(units, "units")
        if not labels:
            raise ValueError("units is empty: curves need at least one unit")
        if len(set(labels)) != len(labels):
            raise ValueError("two curves have the same unit label: labels must differ")
        arrays: dict[str, Floats] = {}
        for name, given in parameters.items():
            each = amounts(given, name, labels)
            if each.ndim > 1:
                raise ValueError(f"{name} must be a number or have one value per unit ({len(labels)})")
            values = np.broadcast_to(each, (len(labels),)).copy()
            good = np.isfinite(values) & (values >= 0 if name == "scale" else values > 0)
            if name == "elasticity":
                good &= values <= 1
            if not good.all():
                at = int(np.flatnonzero(~good)[0])
                limits = {"scale": "at least 0", "elasticity": "in (0, 1]"}.get(name, "above 0")
                raise ValueError(f"{name} of unit {labels[at]!r} is {values[at]}: it must be finite and {limits}")
            arrays[name] = values
        return cls(labels, family, arrays)

    @property
    def concave(self) -> bool:
        """Whether every curve is concave from 0 on."""
        return self.family != "hill" or bool((self.parameters["slope"] <= 1).all())

    def revenue(self, spend: npt.ArrayLike) -> Floats:
        """Expected revenue per day at `spend` per day."""
        return self._at(spend, "spend", _REVENUE[self.family])

    def marginal(self, spend: npt.ArrayLike) -> Floats:
        """Revenue from the next unit of spend. Infinite at 0 where the curve starts vertically."""
        return self._at(spend, "spend", _MARGINAL[self.family])

    def spend_at(self, marginal: npt.ArrayLike) -> Floats:
        """The largest spend at which the next unit still earns `marginal`; 0 where no spend does.

        Infinite where `marginal` is 0 and the curve never stops rising.
        """
        return self._at(marginal, "marginal", _SPEND_AT[self.family])

    def times(self, factor: float | Mapping[str, float]) -> ResponseCurves:
        """The curves with revenue multiplied, for all units or by label (others stay): an incremental share, a margin.

        Raises ValueError for an unknown unit or a factor that is negative or no number.
        """
        factors = np.ones(len(self.units))
        if isinstance(factor, Mapping):
            place = {unit: row for row, unit in enumerate(self.units)}
            for unit, each in factor.items():
                if unit not in place:
                    raise ValueError(f"unknown unit {unit!r}: there is no curve of it")
                factors[place[unit]] = amounts(each, f"factor of unit {unit!r}", ("",)).item()
        else:
            factors[:] = amounts(factor, "factor", self.units)
        scaled = {**self.parameters, "scale": self.parameters["scale"] * factors}
        return ResponseCurves.from_parameters(self.units, self.family, **scaled)

    def take(self, rows: npt.NDArray[np.intp]) -> ResponseCurves:
        """The curves of some units, in the order of `rows`."""
        labels = tuple(self.units[row] for row in rows)
        return ResponseCurves(labels, self.family, {name: values[rows] for name, values in self.parameters.items()})

    def _at(self, given: npt.ArrayLike, name: str, formula: Callable[..., Floats]) -> Floats:
        values = amounts(given, name, self.units)
        if values.size and not values.min() >= 0:  # also where one is not a number
            at = int(np.flatnonzero(~(values >= 0).reshape(-1))[0])
            unit = self.units[at % len(self.units)]
            raise ValueError(f"{name} of unit {unit!r} is {values.reshape(-1)[at]}: it must be a number of at least 0")
        with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
            found = formula(values, **self.parameters)
        if formula in _REVENUE.values() and values.size and values.max() == np.inf:
            return np.where(self.parameters["scale"] > 0, found, 0.0)  # nothing times infinity is nothing here
        return found


def _power_revenue(spend: Floats, scale: Floats, elasticity: Floats) -> Floats:
    # numpy's exp and log together are four times as fast as its power; in place, a fresh array costs as much as either
    revenue = np.asarray(elasticity * np.log(spend))
    np.exp(revenue, out=revenue)
    revenue *= scale
    return revenue


def _power_marginal(spend: Floats, scale: Floats, elasticity: Floats) -> Floats:
    straight = elasticity == 1  # at 0 spend its exponent would be 0 * -inf
    height = np.where(straight, 0.0, (elasticity - 1) * np.log(spend))
    return np.where(scale > 0, scale * elasticity * np.exp(height), 0.0)


def _power_spend_at(marginal: Floats, scale: Floats, elasticity: Floats) -> Floats:
    slope = scale * elasticity
    bent = np.where(elasticity < 1, elasticity, 0.5)
    spend = (slope / marginal) ** (1 / (1 - bent))
    straight = np.where(slope >= marginal, np.inf, 0.0)
    return np.where(scale > 0, np.where(elasticity < 1, spend, straight), 0.0)


def _log_revenue(spend: Floats, scale: Floats, half: Floats) -> Floats:
    revenue = np.asarray(spend / half)
    np.log1p(revenue, out=revenue)
    revenue *= scale
    return revenue


def _log_marginal(spend: Floats, scale: Floats, half: Floats) -> Floats:
    return np.asarray(scale / (half + spend))


def _log_spend_at(marginal: Floats, scale: Floats, half: Floats) -> Floats:
    spend = scale / marginal
    spend -= half
    return np.where(scale > 0, np.maximum(spend, 0.0), 0.0)


def _hill_revenue(spend: Floats, scale: Floats, half: Floats, slope: Floats) -> Floats:
    # written with (half / spend) so that a large spend does not overflow
    return np.where(spend > 0, scale / (1 + (half / spend) ** slope), 0.0)


def _hill_marginal(spend: Floats, scale: Floats, half: Floats, slope: Floats) -> Floats:
    height = np.log(spend / half)
    inside = scale * slope / half * np.exp((slope - 1) * height - 2 * np.logaddexp(0.0, slope * height))
    at_zero = np.where(slope < 1, np.inf, np.where(slope == 1, scale / half, 0.0))
    inside = np.where(np.isposinf(spend), 0.0, inside)
    return np.where(scale > 0, np.where(spend > 0, inside, at_zero), 0.0)


def hill_inflection(half: Floats, slope: Floats) -> Floats:
    """Spend at which a Hill curve is steepest: half * ((slope - 1) / (slope + 1)) ** (1 / slope), 0 if concave."""
    above = np.maximum(slope, 1.0)
    return np.asarray(half * ((above - 1) / (above + 1)) ** (1 / above))


def _hill_spend_at(marginal: Floats, scale: Floats, half: Floats, slope: Floats) -> Floats:
    """The inverse of the marginal, right of the inflection; 0 where the curve is nowhere as steep."""
    steepness = np.log(scale * slope / half)
    peak, crest = hill_peak(slope)
    top = steepness - np.log(marginal)
    reached = (top + crest >= 0) & (scale > 0)
    spend = half * np.exp(hill_height(top, slope, peak, crest))
    return np.where(reached, np.where(marginal > 0, spend, np.inf), 0.0)


def hill_peak(slope: Floats) -> tuple[Floats, Floats]:
    """log(spend / half) where a Hill curve is steepest, and there log(marginal * half / scale / slope)."""
    bent = np.where(slope > 1, slope, 2.0)
    z = np.log((bent - 1) / (bent + 1)) / bent
    crest = (bent - 1) * z - 2 * np.log1p(np.exp(bent * z))
    return np.where(slope > 1, z, -np.inf), np.where(slope > 1, crest, np.where(slope < 1, np.inf, 0.0))


def hill_height(top: Floats, slope: Floats, peak: Floats, crest: Floats) -> Floats:
    """The larger z with top + (slope - 1) z = 2 log(1 + exp(slope z)): log(spend / half) where the marginal is reached.

    `top` is log(scale * slope / half / marginal). Newton on a concave function that falls right of its peak: started
    on its right-hand asymptote, every step stays right of the root. Where there is none, the peak.
    """
    some = top + crest > 0
    z = np.maximum(np.where(some, top, 0.0) / (slope + 1), peak)
    for _ in range(NEWTON_STEPS):
        height = slope * z
        small = np.exp(-np.abs(height))
        logistic = np.where(height > 0, 1.0, small) / (1 + small)
        miss = top + (slope - 1) * z - 2 * (np.maximum(height, 0.0) + np.log1p(small))
        step = miss / (2 * slope * logistic - slope + 1)
        step = np.where(some & np.isfinite(step), step, 0.0)
        z = np.maximum(z + step, peak)
        if (np.abs(step) <= NEWTON_TOLERANCE * np.maximum(np.abs(z), 1.0)).all():
            break
    return np.where(some, z, peak)


def check_curves(curves: object) -> None:
    """Refuse what are no curves, and curves of no unit."""
    if not isinstance(curves, ResponseCurves):
        raise ValueError(  # noqa: TRY004 - the contract's
            f"curves is a {type(curves).__name__}: give ResponseCurves, such as forecaster.curves() or "
            "ResponseCurves.from_parameters(units, family, ...)"
        )
    if not curves.units:
        raise ValueError("curves have no unit: there is nothing to allocate to")


_REVENUE: dict[str, Callable[..., Floats]] = {"power": _power_revenue, "log": _log_revenue, "hill": _hill_revenue}
_MARGINAL: dict[str, Callable[..., Floats]] = {"power": _power_marginal, "log": _log_marginal, "hill": _hill_marginal}
_SPEND_AT: dict[str, Callable[..., Floats]] = {"power": _power_spend_at, "log": _log_spend_at, "hill": _hill_spend_at}
