"""Words in headers of amounts that nobody spent: budgets, bids, and costs of one click or result.

Such a column is never offered as the spend of a file that has none.
"""

from __future__ import annotations

import re

from paidsocial.platforms.base import header_key
from paidsocial.platforms.vocabulary import split

_WORDS = (  # whole words
    "budget | budgets | bid | bids | cap | limit | left | remaining | target | planned",
    "per | avg | average | mean | rate | ratio | roas | cpa | cpc | cpm | cpv | cpl | cpi | ecpm | ecpc | cpt",
    "presupuesto | puja | por | promedio | medio | prom | orçamento | lance | médio | média | méd",
    "enchère | par | moyen | moyenne | moy | gebot | pro | durchschnittlich | durchschn | durchschnittliche",
    "offerta | medio | biedingen | bod | gemiddeld | gemiddelde | gem | per | tagesbudget | kampagnenbudget",
    "budżet | stawka | za | średni | średnia | śr | bütçe | bütçesi | teklif | başına | ortalama | ort",
    "бюджет | ставка | за | средняя | средний | ср | середня | середній | сер | anggaran | tawaran | rata-rata",
    "προϋπολογισμός | προσφορά | ανά | μέσο | μέση | μέσος | rozpočet | nabídka | průměrná | průměrný | prům",
    "bud | pr | genomsnittlig | genomsnittligt | genomsn | gennemsnitlig | gns | gnsn | dagsbudget",
)
_PARTS = (  # anywhere in a header
    "/ | budget | ngân sách | giá thầu | trên mỗi | cho mỗi | trung bình | งบประมาณ | ราคาเสนอ | ต่อ | เฉลี่ย",
    "予算 | 入札 | 単価 | あたり | 平均 | 예산 | 입찰 | 당 비용 | 당비용 | 평균 | 预算 | 出价 | 每次 | 单次 | 平均",
    "預算 | 出價 | 單次 | ميزانية | عرض السعر | لكل | متوسط",
)
_UNSPENT = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(header_key(word)) for line in _WORDS for word in split(line))})(?!\w)"
    rf"|{'|'.join(re.escape(header_key(word)) for line in _PARTS for word in split(line))}"
)
_OF_AN_AD = re.compile(r"\bper (?:\w+ )?ad\b")  # what one ad cost is what was spent on it


def is_unspent(header: str) -> bool:
    """Whether a header names a budget, a bid or the cost of one rather than what was spent."""
    return _UNSPENT.search(_OF_AN_AD.sub("", header_key(header))) is not None
