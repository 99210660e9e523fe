"""What spend earns far outside anything tried: the least the known response allows.

A power curve bends hardest near zero: with an elasticity of 0.4 a sixteenth of the spend would keep a third of the
revenue. Nothing on record supports that. So below both the lowest spend on record and half of the usual, revenue falls
in proportion to spend: the chord from zero to the curve. Beyond one and a half times the highest spend on record, and
the usual, further growth earns half the elasticity. Either way the whole stays concave where the curve is.
"""

from __future__ import annotations

import numpy as np

from forecasting.history import Floats

BELOW = 0.5  # of the usual spend: above it, spend outside the record is still near enough
BEYOND = 1.5  # times the highest spend on record
FADING = 0.5  # of the elasticity that is left beyond


def relative_revenue(spend: Floats, usual: Floats, elasticity: Floats, tried: tuple[Floats, Floats]) -> Floats:
    """Revenue at `spend` over that at the `usual` spend (above 0); all per unit and day, arrays (units,).

    `tried` are the lowest and the highest spend on record, 0 where there is none.
    """
    lowest, highest = tried
    chord = np.where(lowest > 0, np.minimum(lowest, BELOW * usual), BELOW * usual)
    far = BEYOND * np.maximum(highest, usual)
    within = (np.clip(spend, chord, far) / usual) ** elasticity
    below, beyond = np.minimum(spend / chord, 1.0), np.maximum(spend / far, 1.0)
    return np.asarray(within * below * beyond ** (FADING * elasticity))
