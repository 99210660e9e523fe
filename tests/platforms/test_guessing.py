"""What the columns that mean nothing yet most likely mean."""

from __future__ import annotations

import pytest

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.guessing import guesses, in_a_sentence

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


def test_spend_is_no_ratio_no_budget_and_no_word_that_looks_a_little_like_it() -> None:
    rows = [["2026-06-01", "1.25", "3.10", "512.40", "A"], ["2026-06-02", "2.75", "4.20", "98.15", "B"]]
    headers = ["date", "revenue_per_conversion", "daily_budget", "Channel0_spend", "label"]
    found = guesses(headers, rows, (0,), (Field.DAY,))
    assert (found[Field.SPEND].header, found[Field.SPEND].why) == ("Channel0_spend", "its name has “spend” in it")
    without = [[day, ratio, budget, "Geo0", "A"] for day, ratio, budget, *_ in rows]
    assert Field.SPEND not in guesses([*headers[:3], "geo", "label"], without, (0,), (Field.DAY,))


def test_amounts_of_a_table_that_says_nothing_of_ads_are_not_guessed_to_be_spend() -> None:
    rows = [["2026-06-01", "412", "1250.75", "310.40"], ["2026-06-02", "388", "990.10", "275.05"]]
    assert Field.SPEND not in guesses(["date", "orders", "gross_profit", "COGS"], rows, (0,), (Field.DAY,))


def test_a_guess_is_told_as_a_shell_takes_it() -> None:
    found = guesses(["Day", "Cost per Facebook Ad (in $)"], [["2026-06-01", "126"]], (), ())
    told = in_a_sentence(found, [Field.DAY, Field.SPEND])
    assert "--map day=Day --map 'spend=Cost per Facebook Ad (in $)'" in told


def test_a_column_that_is_more_like_a_field_already_known_is_guessed_to_be_nothing_else() -> None:
    rows = [["2026-06-01", "12.50", "3", "1"], ["2026-06-02", "9.75", "5", "2"]]
    headers = ["day", "Spent", "Total_Conversion", "Approved_Conversion"]
    assert guesses(headers, rows, (0, 1, 3), (Field.DAY, Field.SPEND, Field.CONVERSIONS)) == {}


def test_a_table_of_two_platforms_is_guessed_at_from_one_side() -> None:
    shared = ("{0} Ad Campaign", "{0} Ad Views", "{0} Ad Clicks", "Cost per {0} Ad (in $)")
    headers = ["Date", *(one.format(side) for side in ("Reddit", "Other") for one in shared)]
    rows = [[f"2026-06-0{day}", "R_Jun", "2116", "18", "126", "O_Jun", "4984", "59", "194"] for day in (1, 2)]
    found = guesses(headers, rows, (), ())
    wanted = (Field.CAMPAIGN, Field.IMPRESSIONS, Field.CLICKS, Field.SPEND)
    assert [found[meaning].header for meaning in wanted] == headers[1:5]


def test_a_header_of_a_thousand_characters_is_never_proposed() -> None:
    found = guesses(["Tag", "Werbeaktion", "Auslage " * 150, "Blick"], ROWS, (), ())
    assert Field.SPEND not in found
    assert Field.DAY in found


def test_a_totals_row_does_not_speak_against_a_guess() -> None:
    rows = [["2026-06-01", "Frühling", "12,50"], ["2026-06-02", "Frühling", "13,75"], ["Summe", "", "26,25"]]
    found = guesses(["Stichtag", "Aktion", "Betrag"], rows, (), ())
    assert {meaning: guess.header for meaning, guess in found.items()} == {
        Field.DAY: "Stichtag",
        Field.CAMPAIGN: "Aktion",
        Field.SPEND: "Betrag",
    }
