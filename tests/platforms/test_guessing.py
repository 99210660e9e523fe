"""What the columns that mean nothing yet most likely mean."""

from __future__ import annotations

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.guessing import guesses

ROWS = [["01.06.2026", "Sommer", "1.234,50", "900"], ["02.06.2026", "Sommer", "2.100,10", "1200"]]


def test_a_usual_name_is_called_one_and_a_like_one_is_named() -> None:
    found = guesses(["Tag", "Werbeaktion", "Auslage", "Klickz"], ROWS, (), ())
    assert (found[Field.DAY].header, found[Field.DAY].why) == ("Tag", "it is a usual name for it")
    assert (found[Field.CLICKS].header, found[Field.CLICKS].why) == ("Klickz", "its name is like “klick”")
    assert found[Field.SPEND].header == "Auslage"


def test_names_that_come_again_are_campaigns_and_not_an_ad_account_that_sounds_alike() -> None:
    found = guesses(["Tag", "Werbeaktion", "Auslage", "Blick"], ROWS, (), ())
    assert found[Field.CAMPAIGN].header == "Werbeaktion"
    assert not {Field.ACCOUNT, Field.AD} & found.keys()
