"""The shapes a table comes in after a platform and two spreadsheets had it: all read to the same figures."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading import ParsedFile, parse
from tests.support.reading import TODAY, read

HEADER = ("Day", "Campaign name", "Amount spent (EUR)", "Impressions")
ROWS = (("2026-06-01", "A", 3.5, 10), ("2026-06-02", "B", 4.25, 20))
PLAIN = "date,campaign,spend,impressions\n2026-06-01,A,3.5,10\n2026-06-02,B,4.25,20\n"


def holds(file: ParsedFile) -> None:
    """Both rows were read, and nothing else."""
    (part,) = file.parts
    assert (part.totals["spend"], part.totals["impressions"]) == (Decimal("7.75"), 30)
    assert (part.rows_read, part.skipped_count) == (2, 0)


@pytest.mark.parametrize("lines", [3, 59, 60, 150, 700, 3000])
def test_a_preamble_of_any_length(lines: int) -> None:
    file = read("".join(f"Filter {line}: a, b, c\n" for line in range(lines)) + PLAIN)
    holds(file)
    assert file.header_line == lines + 1


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nReport\n\n" + PLAIN.replace(",", ";"),
        '"sep=,"\n' + PLAIN,
        "\ufeffsep=|\r\n" + PLAIN.replace(",", "|"),
        "Account,Acme\nCampaign,All\nCurrency,EUR\nDate,June\n\n" + PLAIN,
        PLAIN.replace("\n", "\r\n", 1).replace("10\n", "10\r"),
        PLAIN.replace("\n", "\r\r\n"),
        PLAIN.replace("\n", "\n,,,\n\n"),
        PLAIN.replace("2026-06-02", "Date,Campaign,Spend,Impressions\n2026-06-02"),
        PLAIN.replace("2026-06-02", "\nCampaigns of June\n\ndate,campaign,spend,impressions\n2026-06-02"),
        PLAIN.replace("2026-06-02", "# a note, with commas\n2026-06-02"),
        PLAIN.replace("\n", ",\n"),
        PLAIN + "Total,,7.75,30\n-,--,7.75,30\n,,7.75,30\n© Acme\n",
        PLAIN.replace("2026-06-01", "Total,,7.75,30\n2026-06-01"),
        PLAIN.replace("2026-06-02", "Total: A,,3.5,10\n2026-06-02") + "Total: B,,4.25,20\nTotal,,7.75,30\n",
        "date,campaign,campaign,spend,spend,impressions\n2026-06-01,A,A,3.5,3.5,10\n2026-06-02,B,B,4.25,4.25,20\n",
        PLAIN.replace(",", " , "),
    ],
)
def test_a_table_with_what_surrounds_it(text: str) -> None:
    holds(read(text))


def test_every_cell_as_a_formula_of_text() -> None:
    rows = [HEADER, *ROWS]
    wrapped = "".join("\t".join(f'="{cell}"' for cell in row) + "\n" for row in rows)
    holds(read(wrapped))
    quoted = "".join("\t".join(f'"=""{cell}"""' for cell in row) + "\n" for row in rows)
    holds(read(quoted))


def test_the_creatives_of_gmv_max_in_indonesian() -> None:
    header = (
        *("Nama kampanye", "ID kampanye", "Judul video", "ID video", "Waktu posting", "Biaya", "Pesanan SKU"),
        *("Biaya per pesanan", "Pendapatan kotor", "ROI", "Tayangan iklan produk", "Jumlah klik iklan produk"),
        *("Rasio klik iklan produk", "Mata uang"),
    )
    rows = (
        ("G", "1781234567890123456", "v", "7411", "2026-05-01 10:00:00", "161074.000", "12", "13422.833"),
        ("G", "1781234567890123456", "w", "7412", "-", "1000.500", "1", "1000.500"),
    )
    rest = (("1500000.000", "9.31", "12000", "876", "7.30%", "IDR"), ("20000.000", "19.99", "100", "7", "7.00%", "IDR"))
    table = [header, *((*row, *end) for row, end in zip(rows, rest, strict=True))]
    data = "".join("\t".join(f'="{cell}"' for cell in row) + "\n" for row in table)
    (part,) = read(data, "Creative data 2026-06-01 - 2026-06-07.csv").parts

    assert (part.platform, part.currency, part.grain.value) == ("tiktok", "IDR", "period")
    assert {name: str(value.normalize()) for name, value in part.totals.items() if value is not None} == {
        "spend": "162074.5",
        "impressions": "1.21E+4",
        "clicks": "883",
        "conversions": "13",
        "revenue": "1.52E+6",
    }
    assert [entity.campaign_id for entity in part.readings.entities] == ["1781234567890123456"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        (
            (
                "Nama kampanye,Akun TikTok,Waktu posting,Biaya,Pesanan SKU,Pendapatan kotor,Impresi iklan produk,"
                "Jumlah klik iklan produk,Mata uang"
            ),
            "G,@a,2026-05-01 10:00,161074,12,1500000,12000,876,IDR",
        ),
        (
            (
                "Tên chiến dịch,Tài khoản TikTok,Thời gian đăng,Chi phí,Số lượng đơn hàng SKU,Doanh thu gộp,"
                "Số lượt hiển thị quảng cáo sản phẩm,Số lượt nhấp vào quảng cáo sản phẩm,Đơn vị tiền tệ"
            ),
            "G,@a,2026-05-17 05:30,161074,12,1500000,12000,876,VND",
        ),
        (
            "广告计划名称,TikTok 账号,发布时间,成本,SKU 订单数,总收入,商品广告曝光数,商品广告点击数,货币",
            "G,@a,2026-05-01 10:00,161074,12,1500000,12000,876,USD",
        ),
        (
            (
                "Nome da campanha,Conta do TikTok,Horário da publicação,Custo,Pedidos de SKU,Receita bruta,"
                "Impressões de anúncio de produto,Cliques em anúncio de produto,Moeda"
            ),
            "G,@a,2026-05-01 10:00,161074,12,1500000,12000,876,BRL",
        ),
    ],
)
def test_the_creatives_of_gmv_max_in_other_languages(header: str, values: str) -> None:
    parsed = read(f"{header}\n{values}\n", "Creative data 2026-06-01 - 2026-06-07.csv")
    (part,) = parsed.parts
    assert (parsed.format_name, part.grain.value, part.readings.entities[0].campaign) == (
        "TikTok GMV Max",
        "period",
        "G",
    )
    assert {name: int(value) for name, value in part.totals.items() if value is not None} == {
        "spend": 161074,
        "impressions": 12000,
        "clicks": 876,
        "conversions": 12,
        "revenue": 1500000,
    }


@pytest.mark.parametrize(
    "header",
    [
        "Time,Cost,SKU orders (Current shop),Cost per order (Current shop),Gross revenue (Current shop),ROI,Currency",
        "时间,成本,SKU 订单数（当前店铺）,平均下单成本,总收入（当前店铺）,ROI,币种",
        "ตามวัน,ต้นทุน,คำสั่งซื้อ SKU (ร้านค้าปัจจุบัน),ค่าใช้จ่ายต่อคำสั่งซื้อ (ร้านค้าปัจจุบัน),รายได้ขั้นต้น (ร้านค้าปัจจุบัน),ROI,สกุลเงิน",
    ],
)
def test_the_overview_of_gmv_max_by_day_with_its_total_below(header: str) -> None:
    rows = "2026-05-01 00:00:00,667.81,26,25.68,6805.94,10.19,THB\n2026-05-02 00:00:00,100.10,4,25.03,1000,9.99,THB\n"
    parsed = read(f"{header}\n{rows}-,767.91,30,25.60,7805.94,10.17,THB\n", "Campaign overview.csv")
    (part,) = parsed.parts
    assert (parsed.format_name, part.platform, part.currency) == ("TikTok GMV Max", "tiktok", "THB")
    assert (part.rows_read, part.grain.value, date.fromordinal(part.readings.first[0])) == (2, "day", date(2026, 5, 1))
    assert (part.totals["spend"], part.totals["conversions"], part.totals["revenue"]) == (
        Decimal("767.91"),
        30,
        Decimal("7805.94"),
    )


@pytest.mark.parametrize("written", ["1.78123E+17", "1,78E+17", "1E17", "1.781234567890e+18"])
def test_an_id_in_exponent_form_is_named_as_destroyed_and_never_stored(written: str) -> None:
    text = f"Day;Account ID;Campaign name;Campaign ID;Amount spent (EUR)\n2026-06-01;{written};A;{written};7.75\n"
    (part,) = read(text).parts
    assert (part.account_id, part.readings.entities[0].campaign_id) == (None, None)
    assert any("ids were destroyed" in warning for warning in part.warnings)


@pytest.mark.parametrize(
    "cell",
    [
        *("[0]", "--", " --", "-", "na", '"na"', "N/A", "n/a", "#N/A", "#DIV/0!", "null", "—", "…", "n.d.", "k. A."),
        *("Нет данных", "brak danych", "なし", "해당 없음", "不适用", "ไม่มีข้อมูล", "غير متاح", "\u200b", "0", ""),
    ],
)
def test_a_cell_that_says_there_is_nothing_counts_as_nothing(cell: str) -> None:
    text = f"Day;Campaign name;Amount spent (EUR);Impressions;Purchases\n2026-06-01;A;7.75;30;{cell}\n"
    file = read(text + f"2026-06-02;B;0;{cell};1\n")
    holds(file)
    assert file.parts[0].totals["conversions"] == 1


@pytest.mark.parametrize(
    "cell",
    [
        *("1.234,56", "1 234,56", "1\u00a0234,56", "1\u202f234,56", "1'234.56", "1’234.56", "1,234.56", "١٬٢٣٤٫٥٦"),
        *("１，２３４．５６", "๑๒๓๔.๕๖", "€1,234.56", "1.234,56 €", "EUR 1,234.56", "US$1,234.56", "R$ 1.234,56"),
        *("1 234,56 zł", "1 234,56 Kč", "1 234,56 руб.", "1 234,56 грн.", "kr. 1.234,56", "1.234,56 kr", "Rp1.234,56"),
        *("CN¥1,234.56", "1,234.56円", "ج.م. 1,234.56", "\u200f1,234.56 ر.س.\u200f", "1.234,56 TL", "S/ 1,234.56"),
        *("1'234.56 CHF", "Rs. 1,234.56", "+1,234.56"),
    ],
)
def test_an_amount_in_any_style(cell: str) -> None:
    (part,) = read(f"Day\tCampaign name\tAmount spent\n2026-06-01\tA\t{cell}\n2026-06-02\tA\t0\n").parts
    assert part.totals["spend"] == Decimal("1234.56")


@pytest.mark.parametrize("cell", ["(1.50)", "($1.50)", "-1.50", "1.50-", "−1.50"])
def test_a_negative_amount_in_any_style_is_named(cell: str) -> None:
    (part,) = read(f"Day\tCampaign name\tAmount spent\n2026-06-01\tA\t{cell}\n2026-06-02\tA\t2.25\n").parts
    assert [row.reason for row in part.skipped] == ["spend is negative"]


def test_lakhs_are_groups_and_exponents_are_not() -> None:
    (part,) = read("Day\tCampaign name\tAmount spent\n2026-06-01\tA\t12,34,567.50\n2026-06-02\tA\t1,00,000\n").parts
    assert part.totals["spend"] == Decimal("1334567.5")
    (part,) = read("Day\tCampaign name\tAmount spent\n2026-06-01\tA\t7.5E-1\n2026-06-02\tA\t1,5E2\n").parts
    assert [row.reason for row in part.skipped] == ["spend “1,5E2” is not a number"]


# -- workbooks --


def workbook(build: Callable[[Any], None]) -> bytes:
    """What a function builds."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    build(book)
    book.close()
    return out.getvalue()


def fill(sheet: Any, rows: Any = ROWS, *, row: int = 0, column: int = 0) -> None:
    """The header and rows of data from a cell on."""
    for place, cells in enumerate((HEADER, *rows)):
        for offset, cell in enumerate(cells):
            sheet.write(row + place, column + offset, cell)


def hidden_before(book: Any) -> None:
    """An old sheet that is hidden."""
    old, sheet = book.add_worksheet("Old"), book.add_worksheet("Data")
    fill(old, [("2026-06-01", "A", 100, 1)])
    fill(sheet)
    sheet.activate()
    sheet.set_first_sheet()
    old.hide()


def summary_before(book: Any) -> None:
    """A sheet of notes first."""
    book.add_worksheet("Summary").write(0, 0, "Total spend")
    fill(book.add_worksheet("Data"))


def merged_titles(book: Any) -> None:
    """A title over all columns, then groups of columns, then the header."""
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 3, "Campaign report June")
    sheet.merge_range(1, 0, 1, 1, "Dimensions")
    sheet.merge_range(1, 2, 1, 3, "Metrics")
    fill(sheet, row=2)


def merged_header(book: Any) -> None:
    """Header cells over two rows each."""
    sheet = book.add_worksheet()
    fill(sheet, [("", "", "", ""), *ROWS])
    for column, name in enumerate(HEADER):
        sheet.merge_range(0, column, 1, column, name)


def merged_days_and_names(book: Any) -> None:
    """Each day over its rows, and a number's name over both days'; one amount over two rows stands once."""
    sheet = book.add_worksheet()
    header = ("Day", "Campaign ID", "Campaign name", "Ad set name", "Amount spent (EUR)", "Impressions")
    sheet.write_row(2, 1, header)
    for place, cells in enumerate((("x", 1.5, 4), ("y", 2, 6), ("x", 4.25, 20))):
        sheet.write_row(3 + place, 4, cells)
    sheet.merge_range(3, 1, 4, 1, "")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_datetime(3, 1, datetime(2026, 6, 1), day)  # noqa: DTZ001
    sheet.write_datetime(5, 1, datetime(2026, 6, 2), day)  # noqa: DTZ001
    sheet.merge_range(3, 2, 5, 2, 120210)
    sheet.merge_range(3, 3, 5, 3, "A")


def test_a_day_or_name_merged_over_rows_holds_for_each_of_them() -> None:
    parsed = read(workbook(merged_days_and_names), "x.xlsx")
    (part,) = parsed.parts
    assert parsed.header_line == 3
    assert (part.rows_read, part.skipped_count, part.totals["spend"]) == (3, 0, Decimal("7.75"))
    told = [
        (date.fromordinal(first).day, part.readings.entities[entity].campaign_id, part.readings.entities[entity].ad_set)
        for first, entity in zip(part.readings.first, part.readings.entity, strict=True)
    ]
    assert told == [(1, "120210", "x"), (1, "120210", "y"), (2, "120210", "x")]


def test_an_amount_merged_over_rows_stands_once() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        fill(sheet, [("2026-06-01", "A", "", 10), ("2026-06-01", "B", "", 20)])
        sheet.merge_range(1, 2, 2, 2, 7.75)

    (part,) = read(workbook(build), "x.xlsx").parts
    assert (part.rows_read, part.totals["spend"], part.totals["impressions"]) == (2, Decimal("7.75"), 30)


def formatted(book: Any) -> None:
    """Meta's formatted report: names merged over their rows, and a row saying "All" above each level."""
    sheet = book.add_worksheet("Formatted Report")
    header = ("Campaign name", "Ad set name", "Age", "Amount spent (USD)", "Impressions", "Link clicks")
    rows = (
        ("All", "All", "All", 30, 3000, 60),
        ("A", "All", "All", 30, 3000, 60),
        ("", "S1", "All", 10, 1000, 20),
        ("", "", "18-24", 4, 400, 8),
        ("", "", "25-34", 6, 600, 12),
        ("", "S2", "All", 20, 2000, 40),
        ("", "", "18-24", 20, 2000, 40),
    )
    sheet.write_row(0, 0, (*header, "Reporting starts", "Reporting ends"))
    for place, cells in enumerate(rows, 1):
        sheet.write_row(place, 0, (*cells, "2026-05-01", "2026-05-31"))
    for first, last, column, name in ((2, 7, 0, "A"), (3, 5, 1, "S1"), (6, 7, 1, "S2")):
        sheet.merge_range(first, column, last, column, name)


def test_metas_formatted_report_is_counted_once() -> None:
    parsed = read(workbook(formatted), "x.xlsx")
    (part,) = parsed.parts
    assert (part.level.value, part.rows_read, part.totals["spend"], part.totals["clicks"]) == ("ad_set", 3, 30, 60)
    spent = {
        part.readings.entities[entity].ad_set: spend
        for entity, spend in zip(part.readings.entity, part.readings.spend, strict=True)
    }
    assert spent == {"S1": 10_000_000, "S2": 20_000_000}
    assert sorted(row.line for row in parsed.left_out) == [2, 3, 4, 7]


def aside(book: Any) -> None:
    """A table that starts at C4."""
    fill(book.add_worksheet(), row=3, column=2)


def numbers_as_text(book: Any) -> None:
    """Every cell a text, as Europe writes it."""
    fill(book.add_worksheet(), [("01.06.2026", "A", "3,50", "10"), ("02.06.2026", "B", "4,25", "20")])


def serials(book: Any) -> None:
    """Days as numbers, one of them as text."""
    fill(book.add_worksheet(), [(46174, "A", 3.5, 10), ("46175.0", "B", 4.25, 20)])


def real_and_typed_days(book: Any) -> None:
    """A day that Excel understood and one it did not."""
    sheet = book.add_worksheet()
    fill(sheet, [("", "A", 3.5, 10), ("13/06/2026", "B", 4.25, 20)])
    sheet.write_datetime(1, 0, datetime(2026, 6, 12), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001


def far_down(book: Any) -> None:
    """A header below many notes."""
    sheet = book.add_worksheet()
    for line in range(120):
        sheet.write(line, 0, f"Note {line}")
    fill(sheet, row=120)


def formulas(book: Any) -> None:
    """An amount that is a formula."""
    sheet = book.add_worksheet()
    fill(sheet)
    sheet.write_formula(1, 2, "=1+2.5", None, 3.5)


@pytest.mark.parametrize(
    "build",
    [
        *(hidden_before, summary_before, merged_titles, merged_header, aside, numbers_as_text, serials),
        *(real_and_typed_days, far_down, formulas),
    ],
)
def test_a_workbook_however_it_is_arranged(build: Callable[[Any], None]) -> None:
    file = read(workbook(build), "x.xlsx")
    holds(file)
    assert file.parts[0].warnings == []


def test_a_second_sheet_with_data_is_named() -> None:
    def build(book: Any) -> None:
        fill(book.add_worksheet("June"))
        fill(book.add_worksheet("July"), [("2026-06-02", "B", 9, 1)])  # the same day and name: what is it to the first?

    file = read(workbook(build), "x.xlsx")
    holds(file)
    assert [warning for warning in file.parts[0].warnings if "“July” looks like data too" in warning]


def test_a_row_that_breaks_off_or_runs_on_is_named_with_its_line() -> None:
    (part,) = read(PLAIN + "2026-06-03,C\n2026-06-03,C,1,1,extra\n").parts
    assert [row.line for row in part.skipped] == [4, 5]


def test_what_a_column_became_is_told_with_its_wrapping() -> None:
    file = read('="Day"\t="Campaign name"\t="Amount spent (EUR)"\n="2026-06-01"\t="A"\t="1"\n')
    assert [use.field for use in file.columns] == [Field.DAY, Field.CAMPAIGN, Field.SPEND]


def test_a_number_of_a_sheet_shows_no_mark_that_could_be_doubted() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        fill(sheet, [("2026-06-01", "A", 822.513, 5_327_147)])
        sheet.write(3, 0, "Exported from the ads manager")

    (part,) = parse(io.BytesIO(workbook(build)), "report.xlsx", today=TODAY).parts
    assert (part.totals["spend"], part.totals["impressions"]) == (Decimal("822.513"), 5_327_147)


def test_a_column_named_in_the_row_above_the_header_keeps_its_name() -> None:
    file = read(",campaign,Delivery,\ndate,,spend,impressions\n2026-06-01,A,3.5,10\n2026-06-02,B,4.25,20\n")
    holds(file)
    assert {entity.campaign for entity in file.parts[0].readings.entities} == {"A", "B"}


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_table_whose_lines_are_cells(delimiter: str) -> None:
    lines = PLAIN.replace("A", '"A, B"').replace(",", delimiter).replace(f"A{delimiter} B", "A, B").splitlines()
    file = read("".join('"' + line.replace('"', '""') + '"\n' for line in lines))
    holds(file)
    assert {entity.campaign for entity in file.parts[0].readings.entities} == {"A, B", "B"}


def test_dates_over_four_columns_with_the_months_name() -> None:
    header = "Year,Quarter,Month,Day,Campaign,Sum of Spend,Impressions\n"
    file = read(f"{header}2026,Qtr 2,June,1,A,3.5,10\n2026,Qtr 2,June,2,B,4.25,20\n")
    holds(file)
    assert list(file.parts[0].readings.first) == [date(2026, 6, 1).toordinal(), date(2026, 6, 2).toordinal()]


def test_a_whole_date_beside_its_year_and_month_is_itself() -> None:
    holds(read("Year,Month,Day,Campaign,Spend,Impressions\n2026,6,2026-06-01,A,3.5,10\n2026,6,2026-06-02,B,4.25,20\n"))


@pytest.mark.parametrize("header", ["Jahr,Monat,Tag,Kampagne,Kosten", "Día,Año,Mes,Campaña,Coste"])
def test_dates_over_columns_of_any_language(header: str) -> None:
    days = ("1,2026,6", "2,2026,6") if header.startswith("D") else ("2026,6,1", "2026,6,2")
    file = read(f"{header},Impressions\n{days[0]},A,3.5,10\n{days[1]},B,4.25,20\n")
    holds(file)
    assert list(file.parts[0].readings.first) == [date(2026, 6, 1).toordinal(), date(2026, 6, 2).toordinal()]
