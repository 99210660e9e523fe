"""Files in the code pages that spreadsheets still write: told by their headers, else by the letters of their names."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from paidsocial.platforms.reading import ParsedPart, parse

TODAY = date(2026, 6, 14)
RUSSIAN = ("День;Название кампании;Сумма затрат (RUB);Показы;Клики", "Летняя распродажа")
GREEK = ("Ημέρα;Όνομα καμπάνιας;Ποσό που δαπανήθηκε (EUR);Εμφανίσεις;Κλικ", "Καλοκαίρι")
TURKISH = ("Gün;Kampanya Adı;Harcanan Tutar (TRY);Gösterim;Tıklamalar", "Yaz İndirimi şğı")
POLISH = ("Dzień;Nazwa kampanii;Wydana kwota (PLN);Wyświetlenia;Kliknięcia", "Święta żółć")
CZECH = ("Den;Název kampaně;Vynaložená částka (CZK);Zobrazení;Kliknutí", "Léto příště")
FRENCH = ("Jour;Nom de la campagne;Montant dépensé (EUR);Impressions;Clics", "Été à la plage")
JAPANESE = ("日;キャンペーン名;消化金額 (JPY);インプレッション;クリック数", "夏のセール")
SIMPLIFIED = ("天;广告系列名称;花费金额 (CNY);展示次数;点击次数", "夏季促销")
TRADITIONAL = ("天數;行銷活動名稱;花費金額 (TWD);曝光次數;點擊次數", "夏季特賣")
KOREAN = ("일;캠페인 이름;지출 금액 (KRW);노출;클릭", "여름 세일")
THAI = ("วัน;ชื่อแคมเปญ;จำนวนเงินที่ใช้จ่ายไป (THB);อิมเพรสชัน;คลิก", "ลดราคาฤดูร้อน")
ARABIC = ("اليوم;اسم الحملة;المبلغ الذي تم إنفاقه (EGP);مرات الظهور;النقرات", "تخفيضات الصيف")
ENGLISH = "Day;Campaign name;Amount spent (EUR);Impressions;Link clicks"

WRITTEN = [
    *(("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("cp866", RUSSIAN), ("iso8859-5", RUSSIAN), ("mac-cyrillic", RUSSIAN)),
    *(("cp1253", GREEK), ("iso8859-7", GREEK), ("cp1254", TURKISH), ("iso8859-9", TURKISH)),
    *(("cp1250", POLISH), ("iso8859-2", POLISH), ("cp1250", CZECH), ("iso8859-2", CZECH), ("cp852", CZECH)),
    *(("cp1252", FRENCH), ("mac-roman", FRENCH), ("cp850", FRENCH)),
    *(("cp932", JAPANESE), ("euc-jp", JAPANESE), ("gbk", SIMPLIFIED), ("gb18030", SIMPLIFIED), ("big5", TRADITIONAL)),
    *(("cp949", KOREAN), ("cp874", THAI), ("cp1256", ARABIC)),
]
WIDE = [(encoding, words) for encoding in ("utf-16-le", "utf-16-be") for _, words in WRITTEN[::4]]


def part_of(header: str, name: str, encoding: str, rows: int, bom: str = "") -> ParsedPart:
    """The part of a file with some rows, each with a campaign of its own."""
    body = "".join(f"2026-06-0{row % 9 + 1};{name} {row};1,50;100;3\n" for row in range(rows))
    data = f"{bom}{header}\n{body}".encode(encoding)
    (part,) = parse(io.BytesIO(data), "export.csv", today=TODAY).parts
    assert part.totals["spend"] == rows * Decimal("1.5")
    return part


@pytest.mark.parametrize(("encoding", "words"), WRITTEN, ids=[f"{page}-{words[1]}" for page, words in WRITTEN])
@pytest.mark.parametrize("rows", [1, 30])
def test_headers_tell_the_code_page(encoding: str, words: tuple[str, str], rows: int) -> None:
    header, name = words
    part = part_of(header, name, encoding, rows)
    assert part.platform == "meta"
    assert part.readings.entities[0].campaign == f"{name} 0"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        *(("cp1251", RUSSIAN[1]), ("koi8-r", RUSSIAN[1]), ("cp1253", GREEK[1]), ("cp1254", TURKISH[1])),
        *(("cp1250", POLISH[1]), ("cp1250", CZECH[1]), ("cp1252", FRENCH[1]), ("cp932", JAPANESE[1])),
        *(("gbk", SIMPLIFIED[1]), ("big5", TRADITIONAL[1]), ("cp949", KOREAN[1]), ("cp874", THAI[1])),
        *(
            ("cp1256", ARABIC[1]),
            ("mac-roman", "Größe Äpfel"),
            ("mac-roman", "Été – façon"),
            ("cp1252", "Foo® Bar™ Sale…"),
        ),
    ],
)
def test_the_letters_of_names_tell_it_under_english_headers(encoding: str, name: str) -> None:
    assert part_of(ENGLISH, name, encoding, 30).readings.entities[0].campaign == f"{name} 0"


@pytest.mark.parametrize(("encoding", "words"), WIDE)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_utf_16_of_any_script_with_and_without_its_mark(encoding: str, words: tuple[str, str], bom: str) -> None:
    header, name = words
    assert part_of(header, name, encoding, 3, bom).readings.entities[0].campaign == f"{name} 0"
