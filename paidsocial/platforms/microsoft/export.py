"""Microsoft Advertising: no format of its own here yet; its tables are read by the plain words."""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import Platform

PLATFORM = Platform(
    "microsoft", "Microsoft", aliases=("microsoft ads", "bing", "bing ads"), level_words={Level.AD_SET: "ad group"}
)
