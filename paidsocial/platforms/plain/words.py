"""Words in cells, in the languages we read: what a totals row calls itself."""

from __future__ import annotations

TOTALS = (
    *("total", "totals", "grand total", "subtotal", "sub-total", "sum", "overall total", "total amount"),
    *("totales", "total general", "suma total", "totales generales", "importe total"),
    *("totais", "total geral", "soma", "soma total"),
    *("totaux", "total général", "somme", "total global", "sous-total"),
    *("totale", "totale complessivo", "somma", "totale generale", "subtotale", "totali"),
    *("gesamt", "gesamtsumme", "gesamtergebnis", "summe", "insgesamt", "zwischensumme", "gesamtwert", "gesamtbetrag"),
    *("totaal", "eindtotaal", "subtotaal", "totalen"),
    *("totalt", "totalsumma", "summa", "delsumma", "slutsumma"),
    *("i alt", "ialt", "sum i alt", "totaler", "hovedtotal"),
    *("celkem", "celkový součet", "součet", "mezisoučet"),
    *("suma", "razem", "łącznie", "ogółem", "suma końcowa", "suma częściowa", "w sumie", "podsumowanie"),
    *("toplam", "genel toplam", "ara toplam", "toplamlar", "toplamı"),
    *("итого", "всего", "общий итог", "итог", "итоги", "промежуточный итог", "сумма"),
    *("усього", "разом", "всього", "загалом", "підсумок", "загальний підсумок", "сума"),
    *("σύνολο", "γενικό σύνολο", "σύνολα", "συνολικά", "μερικό σύνολο"),
    *("jumlah", "total keseluruhan", "jumlah total", "jumlah keseluruhan", "subjumlah"),
    *("tổng", "tổng cộng", "tổng số", "tổng phụ", "tổng thể"),
    *("รวม", "ทั้งหมด", "รวมทั้งหมด", "ยอดรวม", "ผลรวม", "ยอดรวมทั้งหมด", "รวมทั้งสิ้น"),
    *("合計", "総計", "小計", "総合計"),
    *("总计", "合计", "总数", "汇总", "小计", "总和", "总额"),
    *("總計", "總數", "合計", "總和", "總額", "小計"),
    *("합계", "총계", "총합", "총합계", "소계"),
    *("الإجمالي", "المجموع", "إجمالي", "مجموع", "المجموع الكلي", "الإجمالي الكلي", "المجموع الفرعي", "الاجمالي"),
)
RESULTS = (  # what a totals row counts: "Total of 12 results"
    *("result", "results", "row", "rows", "campaign", "campaigns", "item", "items", "ad", "ads"),
    *("resultado", "resultados", "filas", "campañas", "linhas", "campanhas"),
    *("résultat", "résultats", "lignes", "campagnes"),
    *("ergebnis", "ergebnisse", "ergebnissen", "zeilen", "kampagnen"),
    *("risultato", "risultati", "righe", "campagne"),
    *("resultaat", "resultaten", "rijen", "resultat", "resultater", "resultatet", "rader", "rækker"),
    *("kampanjer", "kampagner", "wynik", "wyniki", "wyników", "wiersze", "wierszy", "kampanii"),
    *("výsledek", "výsledky", "výsledků", "řádků", "kampaní", "sonuç", "sonuçlar", "sonucun", "sonuca", "satır"),
    *("результат", "результата", "результаты", "результатов", "результатам", "строк", "кампаний"),
    *("результати", "результатів", "результатами", "рядків", "кампаній"),
    *("αποτέλεσμα", "αποτελέσματα", "αποτελεσμάτων", "γραμμές", "hasil", "baris", "kết quả", "dòng"),
    *("ผลลัพธ์", "รายการ", "แถว", "結果", "件", "件の結果", "行", "结果", "条结果", "条", "个结果", "個結果", "筆結果"),
    *("項結果", "项结果", "结果", "결과", "개 결과", "개의 결과", "행", "نتيجة", "نتائج", "النتائج", "صف"),
)
LINKS = (  # what stands between them
    *("of", "from", "for", "in", "de", "des", "du", "del", "della", "delle", "di", "da", "dos", "das", "von", "aus"),
    *("der", "van", "voor", "uit", "av", "för", "af", "for", "z", "ze", "ve", "için", "из", "по", "для", "з", "із"),
    *("από", "dari", "untuk", "của", "cho", "จาก", "ของ", "の", "共", "共计", "共計", "من", "ل", "sur", "su", "sobre"),
)
