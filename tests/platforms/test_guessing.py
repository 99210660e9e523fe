"""What the columns that mean nothing yet most likely mean."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "header",
    [
        *("Ad set budget", "Cost per result", "Avg. cost", "Cost / conv.", "Max. CPC", "Presupuesto diario", "Bütçe"),
        *("Coste por compra", "Coût moy.", "Kosten pro Kauf", "Tagesbudget", "Koszt za zakup", "Цена за результат"),
        *(
            "結果の単価",
            "캠페인 예산",
            "单次成效费用",
            "預算",
            "ต้นทุนต่อผลลัพธ์",
            "ميزانية الحملة",
            "Chi phí trên mỗi kết quả",
        ),
    ],
)
def test_a_budget_and_the_cost_of_one_are_not_offered_as_spend(header: str) -> None:
    assert not {Field.SPEND, Field.REVENUE} & guesses(["Tag", "Werbeaktion", header, "Blick"], ROWS, (), ()).keys()
