"""Meta Ads Manager in the languages of Asia and in Arabic."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "id": {
        "starts": (
            "Awal pelaporan | Mulai pelaporan | Pelaporan dimulai | Mulai laporan | Laporan dimulai | Awal laporan"
        ),
        "ends": (
            "Akhir pelaporan | Selesai pelaporan | Pelaporan berakhir | Akhir laporan | Laporan berakhir | "
            "Akhir laporan"
        ),
        "status": "Penayangan kampanye | Status penayangan",
        "spend": "Jumlah yang dibelanjakan | Jumlah dibelanjakan",
        "clicks": "Klik tautan | Klik link | Klik (semua) | Klik ke tautan",
        "conversions": "Pembelian | Pembelian di situs web | Pembelian situs web | Hasil",
        "revenue": (
            "Nilai konversi pembelian | Nilai konversi pembelian di situs web | Nilai konversi pembelian situs web"
        ),
        "marks": (
            "Penayangan kampanye | Penayangan set iklan | Penayangan iklan | Pengaturan atribusi | "
            "Indikator hasil | Klik (semua) | CPC (semua) | CTR (semua) | Awal pelaporan"
        ),
        "hints": "Tayangan halaman tujuan",
    },
    "vi": {
        "starts": "Bắt đầu báo cáo | Lượt bắt đầu báo cáo | Ngày bắt đầu báo cáo",
        "ends": "Kết thúc báo cáo | Lượt kết thúc báo cáo | Ngày kết thúc báo cáo",
        "status": "Phân phối chiến dịch | Trạng thái phân phối",
        "spend": "Số tiền đã chi tiêu",
        "clicks": (
            "Lượt click vào liên kết | Số lượt click vào liên kết | Lượt nhấp vào liên kết | "
            "Lượt click (tất cả) | Lượt nhấp (tất cả) | Số lần nhấp vào liên kết | Số lần nhấp (tất cả)"
        ),
        "conversions": "Lượt mua | Lượt mua hàng | Lượt mua trên trang web | Kết quả | Mua hàng",
        "revenue": (
            "Giá trị chuyển đổi lượt mua | Giá trị chuyển đổi từ lượt mua | Giá trị chuyển đổi mua hàng | "
            "Giá trị chuyển đổi của lượt mua"
        ),
        "marks": (
            "Phân phối chiến dịch | Phân phối nhóm quảng cáo | Phân phối quảng cáo | Cài đặt phân bổ | "
            "Cài đặt ghi nhận | Chỉ báo kết quả | Lượt click (tất cả) | CPC (tất cả) | CTR (tất cả)"
        ),
        "hints": "Lượt xem trang đích",
        "ad_set": "Tên nhóm quảng cáo",
    },
    "th": {
        "starts": "เริ่มการรายงาน | วันที่เริ่มรายงาน | การรายงานเริ่มต้น | เริ่มต้นการรายงาน | เริ่มรายงาน",
        "ends": "สิ้นสุดการรายงาน | วันที่สิ้นสุดการรายงาน | การรายงานสิ้นสุด | จบการรายงาน | สิ้นสุดรายงาน",
        "status": "การแสดงผลแคมเปญ | การเผยแพร่แคมเปญ | สถานะการแสดงผล",
        "spend": "จำนวนเงินที่ใช้จ่ายไป | จำนวนเงินที่ใช้จ่าย | จำนวนเงินที่ใช้ไป",
        "clicks": (
            "จำนวนคลิกลิงก์ | การคลิกลิงก์ | คลิกลิงก์ | จำนวนคลิก (ทั้งหมด) | การคลิก (ทั้งหมด) | คลิกที่ลิงก์ | "
            "การคลิกที่ลิงก์ | จำนวนการคลิกลิงก์"
        ),
        "conversions": "การซื้อ | การซื้อในเว็บไซต์ | การซื้อบนเว็บไซต์ | ผลลัพธ์",
        "revenue": (
            "มูลค่าคอนเวอร์ชันการซื้อ | มูลค่าคอนเวอร์ชันจากการซื้อ | มูลค่าคอนเวอร์ชั่นการซื้อ | มูลค่าการแปลงเป็นยอดซื้อ | "
            "มูลค่าคอนเวอร์ชั่นจากการซื้อ | มูลค่าคอนเวอร์ชันของการซื้อ | มูลค่าคอนเวอร์ชั่นของการซื้อ | มูลค่าการซื้อ"
        ),
        "marks": (
            "การแสดงผลแคมเปญ | การแสดงผลชุดโฆษณา | การตั้งค่าการระบุที่มา | การตั้งค่าการระบุแหล่งที่มา | ตัวบ่งชี้ผลลัพธ์ | "
            "จำนวนคลิก (ทั้งหมด) | CPC (ทั้งหมด) | CTR (ทั้งหมด)"
        ),
    },
    "ja": {
        "starts": "レポート開始日 | レポートの開始日 | レポート開始",
        "ends": "レポート終了日 | レポートの終了日 | レポート終了",
        "status": "キャンペーンの配信 | 配信ステータス",
        "spend": "消化金額",
        "clicks": (
            "リンクのクリック | リンクのクリック数 | リンククリック | クリック(すべて) | クリック数(すべて) | "
            "リンククリック数"
        ),
        "conversions": "購入 | 購入数 | ウェブサイトでの購入 | ウェブサイトでの購入数 | 結果",
        "revenue": (
            "購入のコンバージョン値 | 購入コンバージョン値 | 購入によるコンバージョン値 | "
            "ウェブサイトでの購入のコンバージョン値 | 購入の値 | 購入の価値 | 購入金額"
        ),
        "marks": (
            "キャンペーンの配信 | 広告セットの配信 | 広告の配信 | アトリビューション設定 | "
            "アトリビューションの設定 | 結果インジケーター | 結果の指標 | クリック(すべて) | CPC(すべて) | "
            "CTR(すべて)"
        ),
        "hints": "ランディングページビュー",
    },
    "ko": {
        "starts": "보고 시작 | 보고서 시작 | 보고 시작일 | 보고서 시작일",
        "ends": "보고 종료 | 보고서 종료 | 보고 종료일 | 보고서 종료일",
        "status": "캠페인 게재 | 게재 상태",
        "spend": "지출 금액 | 지출된 금액 | 소진 금액",
        "clicks": "링크 클릭 | 링크 클릭수 | 클릭(전체) | 클릭 수(전체) | 클릭(모두)",
        "conversions": "구매 | 웹사이트 구매 | 결과 | 공유 항목이 포함된 구매 | Meta 구매",
        "revenue": "구매 전환값 | 구매 전환 가치 | 웹사이트 구매 전환값",
        "marks": (
            "캠페인 게재 | 광고 세트 게재 | 광고 게재 | 기여 설정 | 결과 표시 도구 | 결과 지표 | 결과 표시기 | "
            "클릭(전체) | CPC(전체) | CTR(전체)"
        ),
        "hints": "랜딩 페이지 조회",
    },
    "zh-Hans": {
        "starts": "报告开始日期 | 报告开始时间 | 报告起始日期 | 报告开始",
        "ends": "报告结束日期 | 报告结束时间 | 报告截止日期 | 报告结束",
        "status": "广告系列投放 | 投放状态",
        "spend": "花费金额 | 已花费金额 | 已花金额",
        "clicks": "链接点击量 | 链接点击次数 | 点击量(全部) | 点击次数(全部) | 链接点击",
        "conversions": "购物 | 购物次数 | 购买次数 | 购买 | 网站购物 | 网站购物次数 | 成效",
        "revenue": "购物转化价值 | 购买转化价值 | 网站购物转化价值",
        "marks": "广告系列投放 | 广告组投放 | 广告投放 | 归因设置 | 成效指标 | 点击量(全部) | CPC(全部) | CTR(全部)",
        "hints": "落地页浏览量",
        "ad_set": "广告组名称",
        "day": "天数 | 单日 | 日期",
    },
    "zh-Hant": {
        "starts": "報告開始 | 報告開始日期 | 分析報告開始 | 分析報告開始日期",
        "ends": "報告結束 | 報告結束日期 | 分析報告結束 | 分析報告結束日期",
        "status": "行銷活動投遞 | 投遞狀態",
        "spend": "花費金額 | 已花費金額 | 支出金額",
        "clicks": "連結點擊次數 | 連結點擊數 | 點擊次數(全部) | 點擊次數（所有） | 連結點擊",
        "conversions": "購買次數 | 購買 | 網站購買次數 | 網站購買 | 成果",
        "revenue": "購買轉換值 | 購買轉換價值 | 網站購買轉換值",
        "marks": (
            "行銷活動投遞 | 廣告組合投遞 | 廣告投遞 | 歸因設定 | 成果指標 | 點擊次數(全部) | CPC(全部) | CTR(全部)"
        ),
        "hints": "連結頁面瀏覽次數",
    },
    "ar": {
        "starts": "بدء التقارير | بداية التقرير | بداية إعداد التقارير | بدء إعداد التقارير",
        "ends": "انتهاء التقارير | نهاية التقرير | نهاية إعداد التقارير | انتهاء إعداد التقارير",
        "status": "عرض الحملة | عرض الحملة الإعلانية | تسليم الحملة",
        "spend": "المبلغ الذي تم إنفاقه | المبلغ المنفق",
        "clicks": "نقرات الرابط | النقرات على الرابط | النقرات على الروابط | نقرات على الرابط | النقرات (الكل)",
        "conversions": "عمليات الشراء | المشتريات | عمليات الشراء على موقع الويب | النتائج",
        "revenue": (
            "قيمة تحويل عمليات الشراء | قيمة تحويلات عمليات الشراء | قيمة التحويل لعمليات الشراء | "
            "قيمة تحويل المشتريات | قيمة تحويل الشراء"
        ),
        "marks": (
            "عرض الحملة الإعلانية | عرض الحملة | عرض المجموعة الإعلانية | إعداد الإحالة | إعدادات الإحالة | "
            "إعداد الإسناد | مؤشر النتيجة | مؤشر النتائج | النقرات (الكل)"
        ),
        "ad_set": "اسم المجموعة الإعلانية",
    },
}
