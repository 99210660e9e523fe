"""TikTok's GMV Max, ads of a shop's own products, in other languages; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "id": {
        "campaign": "Nama kampanye",
        "campaign_id": "ID kampanye | ID Campaign",
        "spend": "Biaya",
        "impressions": "Impresi iklan produk | Tayangan iklan produk",
        "clicks": "Jumlah klik iklan produk | Klik iklan produk",
        "conversions": "Pesanan SKU | Pesanan SKU (Toko saat ini) | Pesanan (SKU)",
        "revenue": "Pendapatan kotor | Pendapatan kotor (Toko saat ini)",
        "marks": (
            "Pesanan SKU | Pesanan SKU (Toko saat ini) | Impresi iklan produk | Tayangan iklan produk | "
            "Jumlah klik iklan produk | Klik iklan produk | Tingkat klik iklan produk | Rasio klik iklan produk | "
            "Akun TikTok | Pendapatan kotor | Pendapatan kotor (Toko saat ini) | Jenis materi iklan"
        ),
    },
    "vi": {
        "campaign": "Tên chiến dịch",
        "campaign_id": "ID chiến dịch",
        "spend": "Chi phí",
        "impressions": "Số lượt hiển thị quảng cáo sản phẩm | Lượt hiển thị quảng cáo sản phẩm",
        "clicks": "Số lượt nhấp vào quảng cáo sản phẩm | Lượt nhấp vào quảng cáo sản phẩm",
        "conversions": "Số lượng đơn hàng SKU | Đơn hàng (SKU) | Đơn hàng SKU | Đơn hàng SKU (Cửa hàng hiện tại)",
        "revenue": "Doanh thu gộp | Doanh thu gộp (Cửa hàng hiện tại)",
        "marks": (
            "Số lượng đơn hàng SKU | Đơn hàng (SKU) | Đơn hàng SKU | Doanh thu gộp | Tài khoản TikTok | "
            "Số lượt hiển thị quảng cáo sản phẩm | Số lượt nhấp vào quảng cáo sản phẩm | Loại nội dung sáng tạo | "
            "Tỷ lệ nhấp vào quảng cáo sản phẩm | Đơn hàng SKU (Cửa hàng hiện tại) | Doanh thu gộp (Cửa hàng hiện tại)"
        ),
    },
    "th": {
        "day": "ตามวัน",
        "campaign": "ชื่อแคมเปญ",
        "spend": "ต้นทุน | ค่าใช้จ่าย",
        "impressions": "การแสดงผลโฆษณาสินค้า | การแสดงผลโฆษณาผลิตภัณฑ์",
        "clicks": "การคลิกโฆษณาสินค้า | การคลิกโฆษณาผลิตภัณฑ์ | จำนวนคลิกโฆษณาสินค้า",
        "conversions": "คำสั่งซื้อ SKU | คำสั่งซื้อ SKU (ร้านค้าปัจจุบัน)",
        "revenue": "รายได้ขั้นต้น | รายได้ขั้นต้น (ร้านค้าปัจจุบัน) | รายได้รวม",
        "marks": (
            "คำสั่งซื้อ SKU | คำสั่งซื้อ SKU (ร้านค้าปัจจุบัน) | รายได้ขั้นต้น | รายได้ขั้นต้น (ร้านค้าปัจจุบัน) | "
            "การแสดงผลโฆษณาสินค้า | การคลิกโฆษณาสินค้า | บัญชี TikTok"
        ),
    },
    "zh-Hans": {
        "day": "时间 | 日期",
        "campaign": "广告计划名称 | 推广系列名称",
        "campaign_id": "广告计划 ID | 推广系列 ID",
        "spend": "成本 | 消耗",
        "impressions": "商品广告曝光数 | 商品广告展示次数 | 商品广告曝光次数",
        "clicks": "商品广告点击数 | 商品广告点击次数 | 商品广告点击量",
        "conversions": "SKU 订单数 | SKU 订单数（当前店铺） | SKU 订单 | SKU 订单量",
        "revenue": "总收入 | 总收入（当前店铺） | 毛收入 | 总营收",
        "currency": "货币 | 币种",
        "marks": (
            "SKU 订单数 | SKU 订单量 | SKU 订单数（当前店铺） | 总收入 | 总收入（当前店铺） | 平均下单成本 | "
            "商品广告曝光数 | 商品广告展示次数 | "
            "商品广告点击数 | 商品广告点击次数 | 商品广告点击率 | 创意作品类型 | TikTok 账号"
        ),
    },
    "zh-Hant": {
        "campaign": "廣告計畫名稱 | 推廣活動名稱",
        "spend": "成本 | 費用",
        "impressions": "商品廣告曝光次數 | 商品廣告曝光數",
        "clicks": "商品廣告點擊次數 | 商品廣告點擊數",
        "conversions": "SKU 訂單數 | SKU 訂單 | SKU 訂單數（目前商店）",
        "revenue": "總收入 | 總營收 | 總收入（目前商店）",
        "marks": (
            "SKU 訂單數 | SKU 訂單 | SKU 訂單數（目前商店） | 總收入（目前商店） | 商品廣告曝光次數 | 商品廣告曝光數 | "
            "商品廣告點擊次數 | 商品廣告點擊數 | TikTok 帳號"
        ),
    },
    "pt-BR": {
        "campaign": "Nome da campanha",
        "campaign_id": "ID da campanha",
        "spend": "Custo",
        "impressions": "Impressões de anúncio de produto | Impressões de anúncios de produto",
        "clicks": "Cliques em anúncio de produto | Cliques em anúncios de produto | Cliques no anúncio de produto",
        "conversions": "Pedidos de SKU | Pedidos de SKU (Loja atual)",
        "revenue": "Receita bruta | Receita bruta (Loja atual)",
        "marks": (
            "Pedidos de SKU | Pedidos de SKU (Loja atual) | Receita bruta | Receita bruta (Loja atual) | "
            "Impressões de anúncio de produto | Cliques em anúncio de produto | Conta do TikTok"
        ),
    },
    "es": {
        "campaign": "Nombre de la campaña",
        "spend": "Coste | Costo",
        "impressions": (
            "Impresiones de anuncios de producto | Impresiones de anuncios de productos | "
            "Impresiones del anuncio de producto"
        ),
        "clicks": ("Clics en anuncios de producto | Clics en anuncios de productos | Clics en el anuncio de producto"),
        "conversions": "Pedidos de SKU | Pedidos SKU | Pedidos de SKU (Tienda actual)",
        "revenue": "Ingresos brutos | Ingresos brutos (Tienda actual)",
        "marks": (
            "Pedidos de SKU | Pedidos SKU | Pedidos de SKU (Tienda actual) | Ingresos brutos | "
            "Ingresos brutos (Tienda actual) | Impresiones de anuncios de producto | "
            "Clics en anuncios de producto | Cuenta de TikTok"
        ),
    },
    "fr": {
        "spend": "Coût",
        "impressions": "Impressions de publicité produit | Impressions des publicités de produits",
        "clicks": "Clics sur la publicité produit | Clics sur les publicités de produits",
        "conversions": "Commandes de SKU | Commandes SKU | Commandes de SKU (Boutique actuelle)",
        "revenue": "Revenu brut | Revenus bruts | Revenu brut (Boutique actuelle)",
        "marks": (
            "Commandes de SKU | Commandes SKU | Commandes de SKU (Boutique actuelle) | Revenu brut | Revenus bruts | "
            "Revenu brut (Boutique actuelle) | Compte TikTok"
        ),
    },
    "de": {
        "spend": "Kosten",
        "impressions": "Impressionen der Produktanzeige | Produktanzeigen-Impressions | Produktanzeigen-Impressionen",
        "clicks": "Klicks auf Produktanzeige | Produktanzeigen-Klicks | Klicks auf Produktanzeigen",
        "conversions": "SKU-Bestellungen | Bestellungen (SKU) | SKU-Bestellungen (Aktueller Shop)",
        "revenue": "Bruttoumsatz | Bruttoeinnahmen | Bruttoumsatz (Aktueller Shop)",
        "marks": (
            "SKU-Bestellungen | Bestellungen (SKU) | SKU-Bestellungen (Aktueller Shop) | Bruttoumsatz | "
            "Bruttoeinnahmen | Bruttoumsatz (Aktueller Shop) | Produktanzeigen-Klicks | TikTok-Konto"
        ),
    },
    "it": {
        "spend": "Costo",
        "impressions": "Impression degli annunci prodotto | Impressioni degli annunci di prodotto",
        "clicks": "Clic sugli annunci prodotto | Clic sugli annunci di prodotto",
        "conversions": "Ordini SKU | Ordini di SKU | Ordini SKU (Negozio attuale)",
        "revenue": "Ricavi lordi | Entrate lorde | Ricavi lordi (Negozio attuale)",
        "marks": (
            "Ordini SKU | Ordini di SKU | Ordini SKU (Negozio attuale) | Ricavi lordi | Entrate lorde | "
            "Ricavi lordi (Negozio attuale) | Account TikTok"
        ),
    },
    "ja": {
        "spend": "コスト | 費用",
        "impressions": "商品広告のインプレッション数 | 商品広告インプレッション数",
        "clicks": "商品広告のクリック数 | 商品広告クリック数",
        "conversions": "SKU注文数 | SKU 注文 | SKU注文数（現在のショップ）",
        "revenue": "総収益 | 総収入 | 総収益（現在のショップ）",
        "marks": (
            "SKU注文数 | SKU 注文 | SKU注文数（現在のショップ） | 総収益 | 総収益（現在のショップ） | "
            "商品広告のクリック数 | 商品広告のインプレッション数 | TikTokアカウント"
        ),
    },
    "ko": {
        "spend": "비용",
        "impressions": "상품 광고 노출수 | 제품 광고 노출수",
        "clicks": "상품 광고 클릭수 | 제품 광고 클릭수",
        "conversions": "SKU 주문 | SKU 주문수",
        "revenue": "총수익 | 총매출",
        "marks": "SKU 주문 | SKU 주문수 | 총수익 | 총 매출 | 상품 광고 노출수 | 제품 광고 노출수 | TikTok 계정",
    },
    "pt": {
        "spend": "Custo",
        "conversions": "Encomendas de SKU",
        "revenue": "Receita bruta",
        "marks": "Encomendas de SKU | Receita bruta",
    },
    "nl": {
        "spend": "Kosten",
        "conversions": "SKU-bestellingen",
        "revenue": "Bruto-omzet",
        "marks": "SKU-bestellingen | Bruto-omzet",
    },
    "pl": {
        "spend": "Koszt",
        "conversions": "Zamówienia SKU",
        "revenue": "Przychody brutto",
        "marks": "Zamówienia SKU | Przychody brutto",
    },
    "tr": {
        "spend": "Maliyet",
        "conversions": "SKU siparişleri",
        "revenue": "Brüt gelir",
        "marks": "SKU siparişleri | Brüt gelir",
    },
    "ru": {
        "spend": "Расходы | Затраты",
        "conversions": "Заказы SKU",
        "revenue": "Валовой доход | Валовая выручка",
        "marks": "Заказы SKU | Валовой доход | Валовая выручка",
    },
    "uk": {
        "spend": "Витрати",
        "conversions": "Замовлення SKU",
        "revenue": "Валовий дохід",
        "marks": "Замовлення SKU | Валовий дохід",
    },
}
