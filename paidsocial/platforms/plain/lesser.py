"""Words for less than a field means, taken only where the file has no better column, and then with a warning.

"Clicks (all)" counts likes and more beside clicks on the link; "Results" counts whatever each campaign is after. Such a
word stands among its platform's words like any other; here it only steps back behind all that mean more, whichever
platform or everyday vocabulary knows them.
"""

from __future__ import annotations

from paidsocial.platforms.base import Field, header_key
from paidsocial.platforms.vocabulary import split

_LESSER = {
    Field.CAMPAIGN: (
        "Campaign type | Tipo de campaña | Tipo de campanha | Type de campagne | Tipo di campagna | Kampagnentyp",
        "Campagnetype | Kampanjtyp | Kampagnetype | Typ kampaně | Typ kampanii | Kampanya türü | Тип кампании",
        "Тип кампанії | Τύπος καμπάνιας | Jenis kampanye | Loại chiến dịch | ประเภทแคมเปญ | キャンペーン タイプ",
        "캠페인 유형 | نوع الحملة",
    ),
    Field.CLICKS: (
        "Clicks (all) | Clicks (total) | Total clicks",
        "Clics (todos) | Clics totales | Clics en el Pin | Clics en Pines",
        "Cliques (todos) | Cliques (tudo) | Cliques totais | Cliques no Pin | Cliques em Pins",
        "Clics (tous) | Clics totaux | Clics sur l'épingle | Clics sur épingle | Clics sur les épingles",
        "Clic (tutti) | Clic totali | Clic sul Pin | Clic sui Pin",
        "Klicks (alle) | Klicks (insgesamt) | Klicks auf Pins | Pin-Klicks",
        "Klikken (alle) | Pinklikken | Pin-klikken | Klikken op pins",
        "Klick (alla) | Klick (samtliga) | Klick på pin | Klick på pins | Pin-klick | Pinklick",
        "Klik (alle) | Klik på pin | Klik på pins | Pin-klik | Pinklik",
        "Kliknutí (vše) | Kliknutí (všechna) | Kliknutí na pin | Kliknutí na piny | Prokliky pinu",
        "Kliknięcia (wszystkie) | Kliknięcia Pina | Kliknięcia Pinów | Kliknięcia w Piny",
        "Tıklamalar (tümü) | Pin tıklamaları",
        "Клики (все) | Клики по пину | Клики по пинам",
        "Кліки (всі) | Кліки (усі) | Кліки по пінах | Кліки за пінами | Кліки пінів",
        "Κλικ (όλα) | Κλικ σε Pin | Κλικ Pin | Κλικ σε καρφίτσες",
        "Klik (semua) | Klik Pin | Klik pada Pin",
        "Lượt click (tất cả) | Lượt nhấp (tất cả) | Lượt nhấp vào Ghim | Lượt nhấp Ghim",
        "จำนวนคลิก (ทั้งหมด) | การคลิก (ทั้งหมด) | คลิก (ทั้งหมด) | การคลิกพิน | คลิกพิน | จำนวนคลิกพิน",
        "クリック (すべて) | クリック数 (すべて) | ピンのクリック数 | ピンクリック | ピンクリック数",
        "클릭 (전체) | 클릭 (모두) | 클릭수 (전체) | 핀 클릭 | 핀 클릭수",
        "点击次数（全部） | 点击量（全部） | Pin 图点击次数 | Pin 图点击量 | Pin 点击次数 | Pin 点击量",
        "點擊次數（全部） | 點擊次數（所有） | 釘圖點擊次數 | 釘圖點擊數 | Pin 點擊次數 | Pin 點擊數",
        "النقرات (الكل) | نقرات Pin | نقرات البن | نقرات الدبوس | النقرات على Pin | النقرات على الدبابيس",
    ),
    Field.IMPRESSIONS: ("Views | Total views | Visualizaciones | Visualizações | Visualizzazioni | Προβολές",),
    Field.CONVERSIONS: (
        "Results | Result | Resultados | Résultats | Ergebnisse | Risultati | Resultaten | Resultat | Resultater",
        "Výsledky | Wyniki | Sonuçlar | Результаты | Результати | Αποτελέσματα | Hasil | Kết quả | ผลลัพธ์",
        "結果 | 成果 | 成效 | 结果 | 결과 | النتائج",
        "Leads | Total leads",
    ),
}
LESSER = {
    meaning: frozenset(header_key(word) for line in lines for word in split(line)) for meaning, lines in _LESSER.items()
}
OUTBOUND = frozenset(  # clicks that left the platform: Pinterest's best, less than link clicks elsewhere
    word
    for line in (
        "Outbound clicks | Clics salientes | Cliques de saída | Cliques externos | Clics sortants | Clic in uscita",
        "Ausgehende Klicks | Uitgaande klikken | Utgående klick | Udgående klik | Odchozí kliknutí | Odchozí prokliky",
        "Kliknięcia wychodzące | Giden tıklamalar | Dışa giden tıklamalar | Исходящие клики | Вихідні кліки",
        "Зовнішні кліки | Εξερχόμενα κλικ | Klik keluar | Lượt click ra ngoài | Lượt nhấp ra ngoài | คลิกขาออก",
        "การคลิกขาออก | จำนวนคลิกขาออก | アウトバウンドクリック | アウトバウンドクリック数 | 外部クリック数",
        "아웃바운드 클릭 | 아웃바운드 클릭수 | 出站点击量 | 出站点击次数 | 外链点击量 | 站外点击量 | 對外點擊次數",
        "外連點擊次數 | 外部點擊次數 | 連出點擊次數 | النقرات الصادرة | نقرات صادرة",
    )
    for word in split(line)
)
BARE = frozenset(  # clicks of no said kind: beside a column of clicks on links they are all clicks
    header_key(word)
    for line in (
        "Clicks | Clics | Cliques | Clic | Klicks | Klikken | Kliks | Klick | Klik | Kliknutí | Kliknięcia",
        "Tıklamalar | Tıklama | Клики | Кліки | Κλικ | Lượt click | Lượt nhấp | Số lượt nhấp | คลิก | จำนวนคลิก",
        "การคลิก | クリック | クリック数 | 클릭 | 클릭수 | 点击次数 | 点击量 | 點擊次數 | 點擊 | 點擊數",
        "النقرات | نقرات",
    )
    for word in split(line)
)
INSTEAD = {  # what was looked for, in a warning's words
    Field.CAMPAIGN: "campaign names",
    Field.IMPRESSIONS: "impressions",
    Field.CLICKS: "clicks on links",
    Field.CONVERSIONS: "purchases or conversions",
}
