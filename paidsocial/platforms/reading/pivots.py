"""The column in which a spreadsheet's pivot table puts whatever its rows are by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.base import Field, Span, header_key
from paidsocial.platforms.reading.cells import clean, short
from paidsocial.platforms.reading.dates import read_date, read_month
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.totals import is_total

_ROW_LABELS = frozenset(
    map(
        header_key,
        (
            *("row labels", "zeilenbeschriftungen", "étiquettes de lignes", "etiquetas de fila", "rótulos de linha"),
            *("etichette di riga", "rijlabels", "etykiety wierszy", "radetiketter", "rækkenavne", "popisky řádků"),
            *("названия строк", "позначки рядків", "satır etiketleri", "ετικέτες γραμμών", "label baris", "nhãn hàng"),
            *("ป้ายชื่อแถว", "行ラベル", "행 레이블", "行标签", "列標籤", "تسميات الصفوف"),
        ),
    )
)


def find_row_labels(layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str]) -> None:
    """Take a pivot table's row labels for its days or months where all are, and for its campaigns where none is.

    Raises UnreadableFile where days stand below names in one column: which rows sum up others could only be guessed.
    """
    place = next((at for at, header in enumerate(layout.headers) if header_key(header) in _ROW_LABELS), None)
    if place is None or place in layout.at.values():
        return
    labels = [text for row in rows if len(row) > place and (text := clean(row[place])) and not is_total(text)]
    days = [label for label in labels if read_date(label) is not None]
    months = [label for label in labels if read_month(label) is not None]
    found = max(days, months, key=len)
    if found and len(found) < len(labels):
        raise UnreadableFile(
            f"“{short(layout.headers[place])}” is the column of a pivot table that holds names and days in one. Show "
            "it in tabular form with its labels repeated (Design, Report Layout), or export the rows it was made from."
        )
    meaning = Field.DAY if found else Field.CAMPAIGN
    if meaning in layout.at or meaning in columns or not labels:
        return
    layout.at[meaning] = place
    layout.notes.pop(place, None)
    if found is months and not days:
        layout.span = Span.MONTH
