"""What a platform's own status word comes to: running, switched off, over, or not told.

The word itself is kept for display; this says only what a filter and a greyed row need to know.
"""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """Whether a campaign, ad set or ad can deliver."""

    ACTIVE = "active"
    PAUSED = "paused"  # switched off, waiting or refused: it could deliver again
    ENDED = "ended"  # completed, archived or removed: it will not
    UNKNOWN = "unknown"  # the files did not say


# Words of the platforms' exports and replies, as `plain` writes them.
WORDS: dict[Standing, frozenset[str]] = {
    Standing.ACTIVE: frozenset(
        {
            *("active", "enabled", "enable", "running", "delivering", "serving", "eligible", "on", "approved"),
            *("learning", "learning limited", "limited", "recently active", "with issues", "in process"),
            *("limited by budget", "eligible (learning)", "eligible (limited)", "bid strategy learning"),
            *("campaign status enable", "adgroup status delivery ok", "ad status delivery ok", "delivery ok"),
        }
    ),
    Standing.PAUSED: frozenset(
        {
            *("paused", "inactive", "disabled", "disable", "off", "draft", "pending", "suspended", "scheduled"),
            *(
                "not delivering",
                "not active",
                "not started",
                "not eligible",
                "misconfigured",
                "rejected",
                "disapproved",
            ),
            *(
                "campaign paused",
                "adset paused",
                "ad set paused",
                "ad group paused",
                "advertiser disabled",
                "in review",
            ),
            *("campaign off", "ad set off", "campaign status disable", "adgroup status disable", "on hold", "held"),
        }
    ),
    Standing.ENDED: frozenset(
        {
            *("ended", "completed", "complete", "archived", "deleted", "removed", "canceled", "cancelled", "expired"),
            *("finished", "done", "deleted draft", "pending deletion", "campaign status delete"),
            *("adgroup status delete", "adgroup status time done"),
        }
    ),
}

_STANDING = {word: standing for standing, words in WORDS.items() for word in words}


def plain(word: str) -> str:
    """A status word without the differences of spelling: lower case, underscores as blanks."""
    return " ".join(word.casefold().replace("_", " ").split())


def standing_of(word: str | None) -> Standing:
    """The standing behind a platform's status word; UNKNOWN for none and for words we do not know."""
    return Standing.UNKNOWN if word is None else _STANDING.get(plain(word), Standing.UNKNOWN)
