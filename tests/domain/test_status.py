"""Platforms' status words and what they come to."""

from __future__ import annotations

import pytest

from paidsocial.domain.status import WORDS, Standing, plain, standing_of


@pytest.mark.parametrize(
    ("word", "standing"),
    [
        ("ACTIVE", Standing.ACTIVE),
        ("Enabled", Standing.ACTIVE),
        ("CAMPAIGN_STATUS_ENABLE", Standing.ACTIVE),
        ("Learning limited", Standing.ACTIVE),
        ("not_delivering", Standing.PAUSED),
        (" Paused ", Standing.PAUSED),
        ("CAMPAIGN_PAUSED", Standing.PAUSED),
        ("Completed", Standing.ENDED),
        ("REMOVED", Standing.ENDED),
        ("Sprint planning", Standing.UNKNOWN),
        ("", Standing.UNKNOWN),
        (None, Standing.UNKNOWN),
    ],
)
def test_a_word_comes_to_a_standing(word: str | None, standing: Standing) -> None:
    assert standing_of(word) is standing


def test_every_known_word_is_written_plainly_and_belongs_to_one_standing() -> None:
    words = [word for words in WORDS.values() for word in words]
    assert all(plain(word) == word for word in words)
    assert len(words) == len(set(words))
