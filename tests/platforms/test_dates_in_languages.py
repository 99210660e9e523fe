"""Days as people write them in the languages we read: names of months in every form, other calendars and digits."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date

from paidsocial.domain.days import Period
from paidsocial.platforms.reading.dates import Pair, dates_within, read_date, read_month, read_week

LOCALES = (
    *("en_US", "en_GB", "es", "pt_BR", "pt_PT", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "id", "vi", "th"),
    *("ar_EG", "ar_SY", "ar_MA", "el", "sv", "da", "cs"),
)
PATTERNS = ("d MMM yyyy", "d MMMM yyyy", "d LLLL yyyy", "d. MMMM yyyy", "d-MMM-yy", "MMM d, yyyy")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_month_in_every_form(locale: str) -> None:
    for month in range(1, 13):
        day = date(2026, month, 14)
        for pattern in PATTERNS:
            text = format_date(day, pattern, locale=locale)
            for written in (text, text.upper(), text.replace(".", "") if "." not in pattern else text):
                assert read_date(written) == day, written
        assert read_month(format_date(day, "LLLL yyyy", locale=locale)) == Period.month(2026, month)


@pytest.mark.parametrize("locale", [*LOCALES, "ja", "ko", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("style", ["medium", "long", "full"])
def test_the_usual_forms_of_each_language(locale: str, style: str) -> None:
    for month in range(1, 13):
        day = date(2026, month, 14)
        read = read_date(format_date(day, style, locale=locale))
        assert read in (day, Pair(14, month, 2026))


@pytest.mark.parametrize(
    "cell",
    [
        "2026年6月14日",
        "2026年06月14日(日)",
        "2026. 6. 14.",
        "2026년 6월 14일 일요일",
        "令和8年6月14日",
        "14 มิ.ย. 2569",  # no year but the Buddhist one is meant
        "14 มิถุนายน พ.ศ. 2569",
        "14 thg 6, 2026",
        "ngày 14 tháng 6 năm 2026",
        "14 Tháng Sáu, 2026",
        "١٤ يونيو ٢٠٢٦",
        "14 حزيران 2026",
        "14 de junho de 2026",
        "14. 6. 2026",
        "14 июня 2026 г.",
        "14 czerwca 2026 r.",
        "dim. 14 juin 2026",
        "14 Haz 2026 00:00",
        "２０２６年６月１４日",
        "46187.5",
        "Jun 14, 2026, 12:00 a.m.",
    ],
)
def test_a_day_written_in_its_language(cell: str) -> None:
    assert read_date(cell) == date(2026, 6, 14)


def test_other_digits_and_marks_of_direction_change_nothing() -> None:
    assert read_date("١٤/٠٦/٢٠٢٦") == read_date("14\u200f/6\u200f/2026") == read_date("14/6/2569") == Pair(14, 6, 2026)


@pytest.mark.parametrize("cell", ["Total 14", "Σύνολο", "14 apples 2026", "mai", "Set 1", "2026", "รวม 12"])
def test_what_only_looks_like_a_day_is_none(cell: str) -> None:
    assert read_date(cell) is None


@pytest.mark.parametrize(
    "line",
    [
        "June 1 - 25, 2026",
        "1 - 25 June 2026",
        "1–25 de junio de 2026",
        "1 juin - 25 juin 2026",
        "1. Juni 2026 – 25. Juni 2026",
        "1 июня 2026 г. – 25 июня 2026 г.",
        "2026年6月1日～2026年6月25日",
        "2026. 6. 1. ~ 2026. 6. 25.",
        "1 มิ.ย. 2569 - 25 มิ.ย. 2569",
        "١ يونيو ٢٠٢٦ - ٢٥ يونيو ٢٠٢٦",
    ],
)
def test_a_stated_period_in_its_language(line: str) -> None:
    assert dates_within(line) == [date(2026, 6, 1), date(2026, 6, 25)]


def test_months_and_weeks() -> None:
    for cell in ("2026年6月", "2026년 6월", "มิถุนายน 2569", "tháng 6 năm 2026", "Jun-26", "Июнь 2026 г.", "06/2026"):
        assert read_month(cell) == Period.month(2026, 6), cell
    for cell in ("2026-W24", "2026 W24", "KW 24 2026", "W24/2026"):
        assert read_week(cell) == Period(date(2026, 6, 8), date(2026, 6, 14)), cell
