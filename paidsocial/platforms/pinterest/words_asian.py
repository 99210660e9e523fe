"""Pinterest Ads Manager in the languages of Asia and in Arabic."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "id": {
        "spend": "Pengeluaran dalam mata uang akun | Belanja dalam mata uang akun | Biaya dalam mata uang akun",
        "clicks": "Klik keluar | Klik Pin | Klik pada Pin",
        "conversions": (
            "Total konversi (Checkout) | Total konversi (pembelian) | Jumlah konversi (Checkout) | "
            "Jumlah konversi (pembelian)"
        ),
        "revenue": (
            "Total nilai pesanan (Checkout) | Total nilai pesanan (pembelian) | Nilai pesanan total (Checkout) | "
            "Nilai pesanan total (pembelian)"
        ),
        "marks": "Pengeluaran dalam mata uang akun | Belanja dalam mata uang akun | Klik Pin",
        "ad_set": "Nama grup iklan | Grup iklan",
    },
    "vi": {
        "spend": (
            "Chi tiêu bằng đơn vị tiền tệ của tài khoản | Chi tiêu theo đơn vị tiền tệ của tài khoản | "
            "Chi tiêu theo đơn vị tiền tệ tài khoản | Chi tiêu bằng tiền tệ tài khoản"
        ),
        "clicks": (
            "Lượt nhấp ra ngoài | Lượt click ra ngoài | Lượt nhấp liên kết ngoài | Lượt nhấp vào Ghim | Lượt nhấp Ghim"
        ),
        "conversions": (
            "Tổng số lượt chuyển đổi (Thanh toán) | Tổng số lượt chuyển đổi (Checkout) | "
            "Tổng lượt chuyển đổi (Thanh toán) | Tổng lượt chuyển đổi (Checkout) | Tổng chuyển đổi (Thanh toán) | "
            "Tổng chuyển đổi (Checkout)"
        ),
        "revenue": (
            "Tổng giá trị đơn hàng (Thanh toán) | Tổng giá trị đơn hàng (Checkout) | "
            "Tổng giá trị đặt hàng (Thanh toán) | Tổng giá trị đặt hàng (Checkout)"
        ),
        "marks": (
            "Chi tiêu bằng đơn vị tiền tệ của tài khoản | Chi tiêu theo đơn vị tiền tệ của tài khoản | "
            "Chi tiêu theo đơn vị tiền tệ tài khoản | Lượt nhấp vào Ghim | Lượt nhấp Ghim"
        ),
        "ad_set": "Tên nhóm quảng cáo | Nhóm quảng cáo",
    },
    "th": {
        "spend": ("การใช้จ่ายในสกุลเงินของบัญชี | ค่าใช้จ่ายในสกุลเงินของบัญชี | ยอดใช้จ่ายในสกุลเงินของบัญชี | ค่าใช้จ่ายในสกุลเงินบัญชี"),
        "clicks": "การคลิกขาออก | คลิกขาออก | จำนวนคลิกขาออก | การคลิกพิน | คลิกพิน | จำนวนคลิกพิน",
        "conversions": (
            "คอนเวอร์ชันทั้งหมด (ชำระเงิน) | คอนเวอร์ชันทั้งหมด (การชำระเงิน) | คอนเวอร์ชันทั้งหมด (Checkout) | "
            "คอนเวอร์ชั่นทั้งหมด (ชำระเงิน) | คอนเวอร์ชั่นทั้งหมด (การชำระเงิน) | คอนเวอร์ชั่นทั้งหมด (Checkout)"
        ),
        "revenue": (
            "มูลค่าคำสั่งซื้อทั้งหมด (ชำระเงิน) | มูลค่าคำสั่งซื้อทั้งหมด (การชำระเงิน) | มูลค่าคำสั่งซื้อทั้งหมด (Checkout) | "
            "มูลค่าการสั่งซื้อทั้งหมด (ชำระเงิน) | มูลค่าการสั่งซื้อทั้งหมด (การชำระเงิน) | มูลค่าการสั่งซื้อทั้งหมด (Checkout)"
        ),
        "marks": (
            "การใช้จ่ายในสกุลเงินของบัญชี | ค่าใช้จ่ายในสกุลเงินของบัญชี | ยอดใช้จ่ายในสกุลเงินของบัญชี | การคลิกพิน | คลิกพิน | จำนวนคลิกพิน"
        ),
        "ad_set": "ชื่อกลุ่มโฆษณา | กลุ่มโฆษณา",
    },
    "ja": {
        "spend": (
            "アカウント通貨での支出 | アカウントの通貨での支出 | アカウント通貨での消化金額 | "
            "アカウント通貨での費用 | アカウントの通貨での消化金額 | アカウント通貨の支出額"
        ),
        "clicks": (
            "アウトバウンドクリック数 | アウトバウンドクリック | 外部クリック数 | ピンクリック数 | "
            "ピンのクリック数 | ピンクリック"
        ),
        "conversions": (
            "合計コンバージョン数 (チェックアウト) | 合計コンバージョン数 (購入) | "
            "合計コンバージョン数 (Checkout) | コンバージョン合計 (チェックアウト) | コンバージョン合計 (購入) | "
            "コンバージョン合計 (Checkout) | 合計コンバージョン (チェックアウト) | 合計コンバージョン (購入) | "
            "合計コンバージョン (Checkout) | 総コンバージョン数 (チェックアウト) | 総コンバージョン数 (購入) | "
            "総コンバージョン数 (Checkout)"
        ),
        "revenue": (
            "合計注文金額 (チェックアウト) | 合計注文金額 (購入) | 合計注文金額 (Checkout) | "
            "注文金額合計 (チェックアウト) | 注文金額合計 (購入) | 注文金額合計 (Checkout) | "
            "合計注文額 (チェックアウト) | 合計注文額 (購入) | 合計注文額 (Checkout) | 総注文額 (チェックアウト) | "
            "総注文額 (購入) | 総注文額 (Checkout)"
        ),
        "marks": (
            "アカウント通貨での支出 | アカウントの通貨での支出 | アカウント通貨での消化金額 | "
            "アカウント通貨での費用 | ピンクリック数 | ピンのクリック数 | ピンクリック"
        ),
        "ad_set": "広告グループ名 | 広告グループ",
    },
    "ko": {
        "spend": "계정 통화 지출 | 계정 통화 기준 지출 | 계정 통화로 지출 | 계정 통화 지출액 | 계정 통화 기준 지출액",
        "clicks": "아웃바운드 클릭 | 아웃바운드 클릭수 | 핀 클릭 | 핀 클릭수",
        "conversions": (
            "총 전환수 (결제) | 총 전환수 (체크아웃) | 총 전환수 (Checkout) | 총 전환수 (구매) | 총 전환 (결제) | "
            "총 전환 (체크아웃) | 총 전환 (Checkout) | 총 전환 (구매)"
        ),
        "revenue": (
            "총 주문 금액 (결제) | 총 주문 금액 (체크아웃) | 총 주문 금액 (Checkout) | 총 주문 금액 (구매) | "
            "총 주문 가치 (결제) | 총 주문 가치 (체크아웃) | 총 주문 가치 (Checkout) | 총 주문 가치 (구매) | "
            "총 주문액 (결제) | 총 주문액 (체크아웃) | 총 주문액 (Checkout) | 총 주문액 (구매)"
        ),
        "marks": "계정 통화 지출 | 계정 통화 기준 지출 | 계정 통화로 지출 | 계정 통화 지출액 | 핀 클릭 | 핀 클릭수",
        "ad_set": "광고 그룹 이름 | 광고 그룹명 | 광고그룹",
    },
    "zh-Hans": {
        "spend": (
            "账户币种支出 | 以账户货币计算的支出 | 以帐户货币计算的支出 | 账户货币支出 | 帐户货币支出 | "
            "按账户货币计算的支出 | 账户货币花费 | 以账户货币计的花费"
        ),
        "clicks": (
            "出站点击量 | 外链点击量 | 出站点击次数 | 站外点击量 | Pin 图点击量 | Pin 点击量 | Pin 图点击次数 | "
            "Pin 点击次数"
        ),
        "conversions": (
            "总转化数 (结账) | 总转化数 (结帐) | 总转化数 (购买) | 总转化数 (Checkout) | 总转化次数 (结账) | "
            "总转化次数 (结帐) | 总转化次数 (购买) | 总转化次数 (Checkout) | 总转化量 (结账) | 总转化量 (结帐) | "
            "总转化量 (购买) | 总转化量 (Checkout) | 转化总数 (结账) | 转化总数 (结帐) | 转化总数 (购买) | "
            "转化总数 (Checkout)"
        ),
        "revenue": (
            "总订单价值 (结账) | 总订单价值 (结帐) | 总订单价值 (购买) | 总订单价值 (Checkout) | "
            "订单总价值 (结账) | 订单总价值 (结帐) | 订单总价值 (购买) | 订单总价值 (Checkout) | "
            "总订单金额 (结账) | 总订单金额 (结帐) | 总订单金额 (购买) | 总订单金额 (Checkout) | "
            "订单总金额 (结账) | 订单总金额 (结帐) | 订单总金额 (购买) | 订单总金额 (Checkout)"
        ),
        "marks": (
            "账户币种支出 | 以账户货币计算的支出 | 以帐户货币计算的支出 | 账户货币支出 | 帐户货币支出 | "
            "Pin 图点击量 | Pin 点击量 | Pin 图点击次数 | Pin 点击次数"
        ),
        "ad_set": "广告组名称 | 广告组",
    },
    "zh-Hant": {
        "spend": (
            "帳戶貨幣支出 | 以帳戶貨幣計算的支出 | 以帳號貨幣計算的支出 | 帳號貨幣支出 | 以帳戶貨幣計算的花費 | "
            "帳戶貨幣花費"
        ),
        "clicks": (
            "外連點擊次數 | 連出點擊次數 | 外部點擊次數 | 對外點擊次數 | 釘圖點擊次數 | Pin 點擊次數 | "
            "Pin 點擊數 | 釘圖點擊數"
        ),
        "conversions": (
            "總轉換次數 (結帳) | 總轉換次數 (購買) | 總轉換次數 (Checkout) | 總轉換數 (結帳) | 總轉換數 (購買) | "
            "總轉換數 (Checkout) | 轉換總數 (結帳) | 轉換總數 (購買) | 轉換總數 (Checkout)"
        ),
        "revenue": (
            "總訂單價值 (結帳) | 總訂單價值 (購買) | 總訂單價值 (Checkout) | 訂單總價值 (結帳) | "
            "訂單總價值 (購買) | 訂單總價值 (Checkout) | 訂單總金額 (結帳) | 訂單總金額 (購買) | "
            "訂單總金額 (Checkout) | 總訂單金額 (結帳) | 總訂單金額 (購買) | 總訂單金額 (Checkout)"
        ),
        "marks": (
            "帳戶貨幣支出 | 以帳戶貨幣計算的支出 | 帳號貨幣支出 | 以帳戶貨幣計算的花費 | 釘圖點擊次數 | "
            "Pin 點擊次數 | Pin 點擊數"
        ),
        "ad_set": "廣告群組名稱 | 廣告組名稱 | 廣告群組",
    },
    "ar": {
        "spend": "الإنفاق بعملة الحساب | المبلغ المنفق بعملة الحساب | النفقات بعملة الحساب",
        "clicks": (
            "النقرات الصادرة | نقرات صادرة | نقرات الدبوس | نقرات Pin | النقرات على Pin | النقرات على الدبابيس | "
            "نقرات البن"
        ),
        "conversions": (
            "إجمالي التحويلات (الدفع) | إجمالي التحويلات (إتمام الشراء) | إجمالي التحويلات (الشراء) | "
            "إجمالي التحويلات (Checkout) | مجموع التحويلات (الدفع) | مجموع التحويلات (إتمام الشراء) | "
            "مجموع التحويلات (الشراء) | مجموع التحويلات (Checkout)"
        ),
        "revenue": (
            "إجمالي قيمة الطلب (الدفع) | إجمالي قيمة الطلب (إتمام الشراء) | إجمالي قيمة الطلب (الشراء) | "
            "إجمالي قيمة الطلب (Checkout) | إجمالي قيمة الطلبات (الدفع) | إجمالي قيمة الطلبات (إتمام الشراء) | "
            "إجمالي قيمة الطلبات (الشراء) | إجمالي قيمة الطلبات (Checkout)"
        ),
        "marks": (
            "الإنفاق بعملة الحساب | المبلغ المنفق بعملة الحساب | نقرات الدبوس | نقرات Pin | النقرات على Pin | "
            "النقرات على الدبابيس"
        ),
        "ad_set": "اسم المجموعة الإعلانية | اسم مجموعة الإعلانات | المجموعة الإعلانية",
    },
}
