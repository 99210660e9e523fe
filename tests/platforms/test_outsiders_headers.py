"""Headers as exports and reports in public and specialists abroad have them, beside columns that only look alike.

Every file holds a budget, costs of one, all clicks beside clicks on links and results beside purchases; taking one for
another is the mistake that matters.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from paidsocial.platforms.reading import ParsedFile, parse

TODAY = date(2026, 6, 14)
EXPECTED = {"spend": 250, "impressions": 9000, "clicks": 180, "conversions": 6, "revenue": 1200}


def read(text: str) -> ParsedFile:
    """A text as it is read."""
    return parse(io.BytesIO(text.encode()), "report.csv", today=TODAY)


# A line's columns: day, campaign, ad set, budget, cost of one, all clicks, then spend, impressions, clicks, results,
# conversions and revenue. "-" stands for a column that the platform does not have.
ROW = ("2026-06-01", "C", "S", "4000", "41.6", "270", "250", "9000", "180", "20", "6", "1200")
LINES = {
    "meta es": (
        "meta; Día; Nombre de la campaña; Nombre del conjunto de anuncios; Presupuesto del conjunto de anuncios; "
        "Costo por compra; Clics (todos); Importe gastado (COP); Impresiones; Clics de enlace; Resultados; Compras; "
        "Valor de conversión de las compras en el sitio web"
    ),
    "meta th": (
        "meta; วัน; ชื่อแคมเปญ; ชื่อชุดโฆษณา; งบประมาณชุดโฆษณา; ต้นทุนต่อการซื้อ; การคลิก (ทั้งหมด); "
        "จำนวนเงินที่ใช้จ่ายไป (THB); อิมเพรสชั่น; คลิกที่ลิงก์; ผลลัพธ์; การซื้อ; มูลค่าคอนเวอร์ชั่นจากการซื้อ"
    ),
    "meta nl": (
        "meta; Dag; Campagnenaam; Naam advertentieset; Budget van advertentieset; Kosten per aankoop; Klikken (alle); "
        "Besteed bedrag (EUR); Weergaven; Linkkliks; Resultaten; Aankopen; Conversiewaarde aankopen"
    ),
    "meta uk": (
        "meta; День; Назва кампанії; Назва набору реклами; Бюджет групи оголошень; Ціна за покупку; Кліки (усі); "
        "Витрачена сума (UAH); Покази; Кліки посилання; Результати; Покупки; Цінність конверсії покупок"
    ),
    "meta cs": (
        "meta; Den; Název kampaně; Název sady reklam; Rozpočet sady reklam; Cena za nákup; Kliknutí (vše); "
        "Vydaná částka (CZK); Zobrazení; Kliknutí na odkaz; Výsledky; Nákupy; Hodnota konverze nákupů"
    ),
    "meta sv": (
        "meta; Dag; Kampanjnamn; Annonsuppsättningsnamn; Annonsuppsättningens budget; Kostnad per köp; Klick (alla); "
        "Förbrukat belopp (SEK); Visningar; Länkklick; Resultat; Köp; Köp, konverteringsvärde"
    ),
    "meta zh-Hans": (
        "meta; 天数; 广告系列名称; 广告组名称; 广告组预算; 单次购物费用; 点击量（全部）; 已花费金额 (USD); 展示次数; "
        "链接点击量; 成效; 网站购物; 购物转化价值"
    ),
    "tiktok en": (
        "tiktok; By Day; Campaign name; Ad group name; Campaign Budget; Cost per conversion; Clicks (all); Cost; "
        "Impressions; Clicks (destination); Results; Purchases (website); Purchase value (website)"
    ),
    "tiktok ru": (
        "tiktok; По дням; Название кампании; Название группы объявлений; Бюджет кампании; Цена за конверсию; "
        "Клики (все); Затраты; Показы; Клики (целевые); Результаты; Конверсии; Общая сумма завершенных платежей"
    ),
    "tiktok pl": (
        "tiktok; Według dnia; Nazwa kampanii; Nazwa grupy reklam; Budżet kampanii; Koszt na konwersję; "
        "Kliknięcia (wszystkie); Koszt; Wyświetlenia; Kliknięcia (docelowe); Wyniki; Konwersje; "
        "Łączna wartość sfinalizowanych płatności"
    ),
    "pinterest en": (
        "pinterest; Date; Campaign name; Ad group name; Daily budget; Total CPA (Checkout); Paid Pin clicks; Spend; "
        "Paid impressions; Paid outbound clicks; Result; Total checkouts; Total checkout value"
    ),
    "snapchat en": (
        "snapchat; Day; Campaign Name; Ad Squad Name; Daily Budget; Cost per Purchase; -; Spend; Paid Impressions; "
        "Swipes; -; Total Purchases; Total Purchases Value"
    ),
    "linkedin es": (
        "linkedin; Fecha de inicio (UTC); Nombre de grupo de campaña; Nombre de campaña; Presupuesto diario; "
        "Coste por conversión; -; Importe total gastado; Impresiones; Clics; Contactos; Conversiones; "
        "Valor total de conversión"
    ),
    "google ar": (
        "google; اليوم; الحملة; المجموعة الإعلانية; الميزانية; تكلفة الإحالة الناجحة; التفاعلات; الكلفة; "
        "عدد مرات الظهور; النقرات; كل الإحالات الناجحة; الإحالات الناجحة; قيمة الإحالات الناجحة"
    ),
    "google el": (
        "google; Ημέρα; Καμπάνια; Ομάδα διαφημίσεων; Προϋπολογισμός; Κόστος/μετατροπή; Προβολές; Κόστος; Εμφαν.; Κλικ; "
        "Όλες οι μετατρ.; Μετατροπές; Αξία μετατρ."
    ),
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_a_header_from_outside_is_read_to_its_own_figures(line: str) -> None:
    platform, *headers = line.split("; ")
    kept = [(header, cell) for header, cell in zip(headers, ROW, strict=True) if header != "-"]
    parsed = read("\n".join("\t".join(cells) for cells in zip(*kept, strict=True)))
    (part,) = parsed.parts
    assert (part.platform, part.level.value, part.rows_read) == (platform, "ad_set", 1)
    assert part.totals == {name: Decimal(value) for name, value in EXPECTED.items()}
    assert date.fromordinal(part.readings.first[0]) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("header", "platform"),
    [
        ("Day,Campaign,Ad group,Amount Spent,Impressions,Clicks,eCPM", "other"),
        ("Período,Nombre de la campaña,Nombre del grupo de anuncios,Importe gastado,Impresiones,Clics", "other"),
        ("date,insertion_order,line_item_name,line_item_id,impressions,clicks,spend", "other"),
        ("Day,Campaign name,Ad set name,Amount spent,Impressions,Link clicks", "meta"),
        ("日期,广告系列名称,广告组名称,已花费金额 (USD),展示次数,链接点击量", "meta"),
    ],
)
def test_whose_a_file_is_not_is_told_by_what_it_calls_an_ad_set(header: str, platform: str) -> None:
    cells = ["2026-06-01", "C", "S", "10", "100", "5", "3"]
    (part,) = read(f"{header}\n{','.join(cells[: header.count(',') + 1])}\n").parts
    assert part.platform == platform


def test_views_of_videos_are_no_impressions() -> None:
    (part,) = read("Campaign,Day,Cost,Views,Avg. CPV,View rate\nA,2026-06-01,10,1000,0.01,30%\n").parts
    assert (part.platform, part.totals["impressions"]) == ("google", None)
    (part,) = read("date,campaign,spend,views\n2026-06-01,A,10,1000\n").parts
    assert part.totals["impressions"] == 1000
    assert any(warning.startswith("Impressions are “views”") for warning in part.warnings)


def test_clicks_on_links_come_before_clicks_of_no_said_kind_in_any_table() -> None:
    (part,) = read("Date;Campagne;Dépenses;Clics;Clics sur les liens\n2026-06-01;A;10;90;40\n").parts
    assert part.totals["clicks"] == 40


@pytest.mark.parametrize("header", ["Data Source", "datasource", "Data source type", "Channel name"])
def test_a_collectors_table_is_parted_by_the_platforms_it_names(header: str) -> None:
    rows = "2026-06-01,Facebook Ads,A,10\n2026-06-01,TikTok,B,5\n2026-06-01,Google Ads,C,7\n"
    parsed = read(f"Date,{header},Campaign,Cost\n{rows}")
    assert {part.platform: part.totals["spend"] for part in parsed.parts} == {"meta": 10, "tiktok": 5, "google": 7}


@pytest.mark.parametrize(
    "header",
    [
        "Date,Campaign,Media cost,Imp.,Clicks (link),Conv,Rev,Total cost",
        "Date,Campaign,Investment,Ad impressions,Ad clicks,Orders,Turnover,Fee",
        "Date,Campaign,Ads spend,Impressions served,# Clicks,Leads,Revenue generated,Budget",
    ],
)
def test_agencies_words_for_figures(header: str) -> None:
    (part,) = read(f"{header}\n2026-06-01,A,250,9000,180,6,1200,290\n").parts
    assert part.totals == {name: Decimal(value) for name, value in EXPECTED.items()}


@pytest.mark.parametrize("other", ["Sum of Spend", "Spend *", "Spend ($)"])
def test_the_column_that_is_called_just_so_comes_before_one_with_more_to_its_name(other: str) -> None:
    (part,) = read(f"Date,Campaign,{other},Spend\n2026-06-01,A,9,1.50\n").parts
    assert part.totals["spend"] == Decimal("1.50")


def test_smart_plus_campaigns_of_tiktok_are_campaigns() -> None:
    (part,) = read("Smart+ campaign name,By Day,Cost,Clicks (destination)\nA,2026-06-01,10,3\n").parts
    assert (part.platform, part.readings.entities[0].campaign) == ("tiktok", "A")
