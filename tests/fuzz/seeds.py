"""Files to begin with: every native form, and small tables of odd shapes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support import native

_ODD = (
    b"sep=;\nDatum;Kampagne;Ausgaben\n01.06.2026;A;1.234,50\nGesamt;;1.234,50\n",
    b'date|campaign|spend\n2026-06-01|"a\nb"|1\n',
    "Day\tCampaign name\tAmount spent (EUR)\n2026-06-01\tA\t1 234,56\n".encode("utf-16"),
    "日付,キャンペーン,費用\n2026年6月1日,A,￥1234\n".encode("shift_jis"),
    b"day,campaign,spend,clicks\n46174,A,\xd9\xa1\xd9\xa2\xd9\xa3,[4]\n",
    b"Campaign,Cost\n" + b'"' * 50,
    b"segments.date,campaign.id,metrics.cost_micros\n2026-06-01,1.2E+17,1230000\n",
)


def seeds() -> Iterator[bytes]:
    """Each with a first byte for its name and words."""
    written = [
        native.meta("ad_set"),
        native.tiktok("campaign", "csv"),
        native.tiktok("ad_set", "text"),
        native.linkedin("ad"),
        native.pinterest("ad"),
        native.google("campaign"),
        native.google("campaign", utf16=True),
    ]
    for number, data in enumerate((*(each.data for each in written), *_ODD)):
        yield bytes([number % 16]) + data[:20_000]
