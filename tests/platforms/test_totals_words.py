"""What a totals row calls itself, in every language and in each platform's way."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from paidsocial.platforms.reading import parse
from paidsocial.platforms.reading.totals import is_total


@pytest.mark.parametrize(
    "label",
    [
        *("Total", "TOTAL", "Totals", "Gesamt", "Gesamtsumme", "Totale", "Totaal", "Razem", "Łącznie", "Suma"),
        *("Toplam", "TOPLAM", "Genel Toplam", "Итого", "Всього", "Усього", "Σύνολο", "ΣΥΝΟΛΟ", "Jumlah", "Tổng cộng"),
        *("รวม", "ทั้งหมด", "合計", "总计", "總計", "합계", "الإجمالي", "المجموع", "Totalt", "I alt", "Celkem"),
        *("Total: Account", "Total : compte", "Gesamt: Konto", "Łącznie: konto", "合計: アカウント", "总计：账号"),
        *("Toplam: Hesap", "الإجمالي: الحساب", "Totaal: campagnes", "총계: 계정"),
        *("Total of 12 results", "Total results", "Total de 12 resultados", "Total de 1.234 résultats"),
        *("Gesamtsumme von 12 Ergebnissen", "Totale di 12 risultati", "Totaal van 12 resultaten"),
        *("Łącznie 12 wyników", "Toplam 12 sonuç", "12 sonucun toplamı", "Итого по 12 результатам"),
        *("Total 12 hasil", "Tổng 12 kết quả", "รวม 12 ผลลัพธ์", "共12条结果总计", "12件の結果の合計", "총계 12개 결과"),
        *("결과 12개 합계", "총 12개 결과", "共 12 个结果", "12 個結果的總計", "Samlet"),
        *("إجمالي 12 نتيجة", "Results from 12 campaigns", "Ergebnisse von 12 Kampagnen", "Résultats de 12 campagnes"),
    ],
)
def test_a_total(label: str) -> None:
    assert is_total(label)


@pytest.mark.parametrize(
    "label",
    [
        *("Total Wine & More", "Totally new", "Summer sale", "Sumatra", "Results 2026 – brand", "Gesamtkatalog", ""),
        *("総合キャンペーン", "합계출산율", "Toplamda %20", "12", "Campaign 12", "全体"),
    ],
)
def test_the_name_of_a_campaign(label: str) -> None:
    assert not is_total(label)


@pytest.mark.parametrize("label", ["Gesamt: Konto", "12件の結果の合計", "--", "", "Итого"])
def test_several_totals_rows_first_and_last_are_left_out(label: str) -> None:
    text = (
        f"Kampagne;Impr.;Kosten;Klicks\n{label};30;4,50;3\nA;10;1,50;1\nB;20;3,00;2\n"
        f"{label};30;4,50;3\nGesamt: Suchnetzwerk;10;1,50;1\n"
    )
    file = parse(io.BytesIO(text.encode()), "Kampagnen 2026-06-01 - 2026-06-07.csv", today=date(2026, 6, 14))
    (part,) = file.parts

    assert (part.platform, part.rows_read, part.totals["spend"]) == ("google", 2, Decimal("4.5"))
    assert len(file.left_out) == 3
    assert file.own_totals is not None
    assert set(file.own_totals.differs.values()) == {Decimal(0)}
    assert part.warnings == []
