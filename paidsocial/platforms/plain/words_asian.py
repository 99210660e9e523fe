"""Everyday words for columns in Indonesian, Vietnamese, Thai, Japanese, Korean, Chinese and Arabic."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "id": {
        "day": "Hari | Tanggal | Menurut hari | Per hari | Berdasarkan hari | Tanggal laporan",
        "week": "Minggu | Awal minggu",
        "month": "Bulan",
        "quarter": "Kuartal",
        "platform": "Platform | Kanal | Saluran",
        "account": "Nama akun | Akun | Akun iklan | Nama akun iklan | Pengiklan | Nama pengiklan",
        "account_id": "ID akun | ID akun iklan | ID pelanggan | ID pengiklan | Nomor akun",
        "currency": "Mata uang | Kode mata uang | Mata uang akun",
        "campaign": "Nama kampanye | Kampanye | Jenis kampanye",
        "campaign_id": "ID kampanye",
        "ad_set": "Nama set iklan | Set iklan | Nama grup iklan | Grup iklan | Kumpulan iklan | Nama kumpulan iklan",
        "ad_set_id": "ID set iklan | ID grup iklan | ID kumpulan iklan",
        "ad": "Nama iklan | Iklan | Materi iklan",
        "ad_id": "ID iklan",
        "objective": "Tujuan | Sasaran | Tujuan kampanye",
        "status": "Status | Status kampanye | Penayangan",
        "spend": (
            "Jumlah yang dibelanjakan | Jumlah yang dihabiskan | Jumlah dibelanjakan | Jumlah pengeluaran | "
            "Pengeluaran | Biaya | Total biaya | Total pengeluaran | Belanja | Belanja iklan | Biaya iklan | "
            "Total belanja | Total yang dibelanjakan"
        ),
        "impressions": "Impresi | Tayangan | Impr. | Jumlah tayangan | Total tayangan | Total impresi",
        "reach": "Jangkauan | Pengguna unik",
        "clicks": "Klik tautan | Klik link | Klik | Klik (semua) | Jumlah klik | Total klik",
        "conversions": (
            "Pembelian | Pembelian di situs web | Pembelian situs web | Konversi | Pesanan | Transaksi | "
            "Total konversi | Hasil | Jumlah konversi | Jumlah pembelian"
        ),
        "revenue": (
            "Nilai konversi pembelian | Nilai konversi | Nilai konv. | Nilai pembelian | Pendapatan | Omzet | "
            "Penjualan | Pendapatan kotor | Total nilai konversi"
        ),
    },
    "vi": {
        "day": "Ngày | Theo ngày | Ngày báo cáo",
        "week": "Tuần | Tuần bắt đầu",
        "month": "Tháng",
        "quarter": "Quý",
        "platform": "Nền tảng | Kênh",
        "account": "Tên tài khoản | Tài khoản | Tài khoản quảng cáo | Tên tài khoản quảng cáo | Nhà quảng cáo",
        "account_id": "ID tài khoản | Mã tài khoản | ID tài khoản quảng cáo | Mã khách hàng | ID khách hàng",
        "currency": "Đơn vị tiền tệ | Tiền tệ | Loại tiền tệ | Mã đơn vị tiền tệ | Mã tiền tệ | Loại tiền",
        "campaign": "Tên chiến dịch | Chiến dịch | Loại chiến dịch",
        "campaign_id": "ID chiến dịch | Mã chiến dịch",
        "ad_set": "Tên nhóm quảng cáo | Nhóm quảng cáo",
        "ad_set_id": "ID nhóm quảng cáo | Mã nhóm quảng cáo",
        "ad": "Tên quảng cáo | Quảng cáo",
        "ad_id": "ID quảng cáo | Mã quảng cáo",
        "objective": "Mục tiêu | Mục tiêu chiến dịch",
        "status": "Trạng thái | Trạng thái chiến dịch | Phân phối",
        "spend": (
            "Số tiền đã chi tiêu | Số tiền chi tiêu | Số tiền đã chi | Chi tiêu | Chi phí | Tổng chi phí | "
            "Tổng chi tiêu | Chi phí quảng cáo | Đã chi tiêu"
        ),
        "impressions": (
            "Lượt hiển thị | Số lượt hiển thị | Hiển thị | Số lần hiển thị | Lần hiển thị | Tổng lượt hiển thị"
        ),
        "reach": "Người tiếp cận | Số người tiếp cận | Phạm vi tiếp cận | Lượt tiếp cận | Tiếp cận",
        "clicks": (
            "Lượt click vào liên kết | Lượt nhấp vào liên kết | Số lượt nhấp vào liên kết | Lượt nhấp | "
            "Số lượt nhấp | Số nhấp chuột | Nhấp chuột | Lượt click | Lượt click (tất cả) | Lượt nhấp (tất cả) | "
            "Số lần nhấp | Tổng lượt nhấp"
        ),
        "conversions": (
            "Lượt mua | Lượt mua hàng | Mua hàng | Lượt mua trên trang web | Lượt chuyển đổi | "
            "Số lượt chuyển đổi | Chuyển đổi | Đơn hàng | Giao dịch | Tổng lượt chuyển đổi | Kết quả | Số lượt mua"
        ),
        "revenue": (
            "Giá trị chuyển đổi lượt mua | Giá trị chuyển đổi từ lượt mua | Giá trị chuyển đổi mua hàng | "
            "Giá trị chuyển đổi | Giá trị mua hàng | Doanh thu | Doanh số | Tổng giá trị chuyển đổi | Giá trị mua"
        ),
    },
    "th": {
        "day": "วัน | วันที่ | ตามวัน | รายวัน",
        "week": "สัปดาห์ | รายสัปดาห์",
        "month": "เดือน | รายเดือน",
        "platform": "แพลตฟอร์ม | ช่องทาง",
        "account": "ชื่อบัญชี | บัญชี | บัญชีโฆษณา | ชื่อบัญชีโฆษณา | ผู้ลงโฆษณา",
        "account_id": "ID บัญชี | รหัสบัญชี | หมายเลขบัญชี | ไอดีบัญชี | ID บัญชีโฆษณา | รหัสลูกค้า",
        "currency": "สกุลเงิน | รหัสสกุลเงิน",
        "campaign": "ชื่อแคมเปญ | แคมเปญ | ประเภทแคมเปญ",
        "campaign_id": "ID แคมเปญ | รหัสแคมเปญ | หมายเลขแคมเปญ | ไอดีแคมเปญ",
        "ad_set": "ชื่อชุดโฆษณา | ชุดโฆษณา | ชื่อกลุ่มโฆษณา | กลุ่มโฆษณา",
        "ad_set_id": "ID ชุดโฆษณา | รหัสชุดโฆษณา | หมายเลขชุดโฆษณา | ID กลุ่มโฆษณา | รหัสกลุ่มโฆษณา",
        "ad": "ชื่อโฆษณา | โฆษณา",
        "ad_id": "ID โฆษณา | รหัสโฆษณา | หมายเลขโฆษณา",
        "objective": "วัตถุประสงค์ | เป้าหมาย",
        "status": "สถานะ | สถานะแคมเปญ",
        "spend": (
            "จำนวนเงินที่ใช้จ่ายไป | จำนวนเงินที่ใช้จ่าย | จำนวนเงินที่ใช้ไป | ยอดใช้จ่าย | ค่าใช้จ่าย | ต้นทุน | ค่าใช้จ่ายทั้งหมด | "
            "ต้นทุนรวม | ยอดใช้จ่ายทั้งหมด | ค่าโฆษณา | การใช้จ่าย | จำนวนเงินที่ใช้"
        ),
        "impressions": (
            "อิมเพรสชัน | อิมเพรสชั่น | การแสดงผลโฆษณา | จำนวนการแสดงผล | ยอดแสดงผล | จำนวนครั้งที่แสดง | การแสดงผล | การมองเห็น"
        ),
        "reach": "การเข้าถึง | จำนวนการเข้าถึง | ยอดเข้าถึง",
        "clicks": (
            "จำนวนคลิกลิงก์ | การคลิกลิงก์ | คลิกลิงก์ | คลิก | จำนวนคลิก | การคลิก | จำนวนคลิก (ทั้งหมด) | "
            "การคลิก (ทั้งหมด) | คลิก (ทั้งหมด) | คลิกทั้งหมด"
        ),
        "conversions": (
            "การซื้อ | การซื้อสินค้า | การซื้อในเว็บไซต์ | คอนเวอร์ชัน | คอนเวอร์ชั่น | Conversion | การแปลง | "
            "คำสั่งซื้อ | ธุรกรรม | ผลลัพธ์ | จำนวนการซื้อ | จำนวนคอนเวอร์ชัน"
        ),
        "revenue": (
            "มูลค่าคอนเวอร์ชันการซื้อ | มูลค่าคอนเวอร์ชันจากการซื้อ | มูลค่าการซื้อ | มูลค่าคอนเวอร์ชัน | มูลค่า Conversion | "
            "มูลค่าการแปลง | รายได้ | ยอดขาย | มูลค่ายอดขาย"
        ),
    },
    "ja": {
        "day": "日 | 日付 | 日別 | レポート日 | 年月日",
        "week": "週 | 週別 | 週の開始日",
        "month": "月 | 月別 | 年月",
        "quarter": "四半期",
        "platform": "プラットフォーム | 媒体 | チャネル | 媒体名 | メディア",
        "account": (
            "アカウント名 | アカウント | 広告アカウント | 広告アカウント名 | アカウントの名前 | 広告主 | 広告主名"
        ),
        "account_id": "アカウントID | 広告アカウントID | お客様ID | 広告主ID | アカウント番号",
        "currency": "通貨 | 通貨コード | アカウントの通貨",
        "campaign": "キャンペーン名 | キャンペーンの名前 | キャンペーン | キャンペーンタイプ",
        "campaign_id": "キャンペーンID | キャンペーンの ID",
        "ad_set": "広告セット名 | 広告セットの名前 | 広告セット | 広告グループ名 | 広告グループの名前 | 広告グループ",
        "ad_set_id": "広告セットID | 広告グループID | 広告セットの ID",
        "ad": "広告名 | 広告の名前 | 広告 | クリエイティブ | クリエイティブ名",
        "ad_id": "広告ID | 広告の ID",
        "objective": "目的 | キャンペーンの目的",
        "status": "ステータス | 配信状況 | 状態 | 配信 | キャンペーンのステータス | キャンペーンの配信",
        "spend": (
            "消化金額 | 使用金額 | ご利用額 | 利用額 | 費用 | コスト | 合計費用 | 消化額 | 支出 | 支出額 | "
            "広告費 | 出稿金額 | 利用金額 | 合計消化金額 | 支払い金額 | 広告費用 | 配信金額 | 出稿費"
        ),
        "impressions": "インプレッション | インプレッション数 | 表示回数 | Imp数 | 合計インプレッション数",
        "reach": "リーチ | リーチ数 | ユニークユーザー | ユニーク ユーザー数",
        "clicks": (
            "リンクのクリック | リンクのクリック数 | リンククリック | リンククリック数 | クリック数 | クリック | "
            "クリック(すべて) | クリック数(すべて) | 合計クリック数"
        ),
        "conversions": (
            "購入 | 購入数 | ウェブサイトでの購入 | サイトでの購入 | コンバージョン | コンバージョン数 | CV | "
            "CV数 | 注文数 | 合計コンバージョン数 | 結果 | 購入件数"
        ),
        "revenue": (
            "購入のコンバージョン値 | 購入コンバージョン値 | 購入によるコンバージョン値 | コンバージョン値 | "
            "コンバージョン価値 | コンバージョン金額 | 購入金額 | 売上 | 売上高 | 売上金額 | 収益 | "
            "合計コンバージョン値 | 購入価額 | 購入額"
        ),
    },
    "ko": {
        "day": "일 | 일자 | 날짜 | 일별 | 보고서 날짜",
        "week": "주 | 주별 | 주간",
        "month": "월 | 월별 | 연월",
        "platform": "플랫폼 | 매체 | 채널",
        "account": "계정 이름 | 계정명 | 계정 | 광고 계정 | 광고 계정 이름 | 광고주 | 광고주명",
        "account_id": "계정 ID | 광고 계정 ID | 고객 ID | 광고주 ID | 계정 번호",
        "currency": "통화 | 통화 코드 | 계정 통화",
        "campaign": "캠페인 이름 | 캠페인명 | 캠페인 | 캠페인 유형",
        "campaign_id": "캠페인 ID | 캠페인 아이디",
        "ad_set": "광고 세트 이름 | 광고 세트 | 광고세트명 | 광고 그룹 이름 | 광고그룹명 | 광고그룹",
        "ad_set_id": "광고 세트 ID | 광고 그룹 ID",
        "ad": "광고 이름 | 광고명 | 광고 | 소재 | 소재명",
        "ad_id": "광고 ID | 소재 ID",
        "objective": "목표 | 캠페인 목표",
        "status": "상태 | 캠페인 상태 | 게재 | 캠페인 게재",
        "spend": (
            "지출 금액 | 지출된 금액 | 지출 | 지출액 | 비용 | 총 비용 | 총 지출 | 총 지출액 | 광고비 | 소진액 | "
            "사용 금액 | 집행 금액 | 광고 비용 | 지출 비용"
        ),
        "impressions": "노출 | 노출수 | 노출 횟수 | 총 노출수",
        "reach": "도달 | 도달수 | 순 사용자",
        "clicks": "링크 클릭 | 링크 클릭수 | 클릭수 | 클릭 | 클릭(전체) | 클릭 수(전체) | 총 클릭수 | 전체 클릭",
        "conversions": "구매 | 구매 수 | 웹사이트 구매 | 전환 | 전환수 | 주문 | 주문수 | 거래 | 총 전환수 | 결과",
        "revenue": (
            "구매 전환값 | 구매 전환 가치 | 구매 전환값 합계 | 전환값 | 전환 가치 | 구매 금액 | 매출 | 매출액 | "
            "수익 | 총 전환값 | 총 전환 가치 | 구매액"
        ),
    },
    "zh-Hans": {
        "day": "单日 | 日 | 天 | 日期 | 按天 | 每日 | 报告日期",
        "week": "周 | 按周 | 星期",
        "month": "月 | 按月 | 月份",
        "platform": "平台 | 渠道 | 媒体",
        "account": (
            "账户名称 | 账户 | 帐户名称 | 帐户 | 广告账户 | 广告账户名称 | 帐号名称 | 广告帐户名称 | 广告帐户 | "
            "账号名称 | 广告主 | 广告主名称"
        ),
        "account_id": (
            "账户编号 | 账户 ID | 帐户编号 | 帐户 ID | 广告账户编号 | 广告账户 ID | 广告帐户编号 | 客户 ID | "
            "广告主 ID | 账号 ID"
        ),
        "currency": "货币 | 币种 | 货币代码 | 账户货币",
        "campaign": (
            "广告系列名称 | 广告系列 | 推广系列名称 | 推广系列 | 推广计划 | 活动名称 | 广告活动名称 | 广告活动 | "
            "营销活动 | 营销活动名称"
        ),
        "campaign_id": "广告系列编号 | 广告系列 ID | 推广系列 ID | 推广系列编号 | 广告活动 ID | 活动 ID",
        "ad_set": "广告组名称 | 广告组 | 广告组合名称 | 广告单元 | 广告组别",
        "ad_set_id": "广告组编号 | 广告组 ID",
        "ad": "广告名称 | 广告 | 创意 | 创意名称",
        "ad_id": "广告编号 | 广告 ID",
        "objective": "目标 | 广告目标 | 推广目标 | 营销目标",
        "status": "状态 | 投放状态 | 投放 | 广告系列状态",
        "spend": (
            "花费金额 | 已花费金额 | 已花金额 | 花费 | 总花费 | 费用 | 总费用 | 消耗 | 总消耗 | 支出 | 总支出 | "
            "广告花费 | 成本 | 总成本 | 消费 | 支出金额 | 广告费 | 消费金额 | 推广费用 | 广告费用"
        ),
        "impressions": "展示次数 | 展示量 | 展示 | 曝光量 | 曝光 | 展现量 | 展示数 | 曝光次数 | 展示次数总计 | 展现",
        "reach": "覆盖人数 | 覆盖面 | 触达人数 | 覆盖量 | 触达 | 独立用户数",
        "clicks": (
            "链接点击量 | 链接点击次数 | 点击量 | 点击次数 | 点击 | 点击数 | 点击量(全部) | 点击次数(全部) | 总点击量"
        ),
        "conversions": (
            "购物 | 购买次数 | 购物次数 | 购买 | 网站购物 | 网站购物次数 | 转化 | 转化次数 | 转化数 | 转化量 | "
            "订单数 | 订单量 | 总转化数 | 成效 | 购买量 | 购买数"
        ),
        "revenue": (
            "购物转化价值 | 购买转化价值 | 转化价值 | 转化值 | 总转化价值 | 购物价值 | 购买价值 | 收入 | 总收入 | "
            "销售额 | 营收 | 成交金额 | 转化金额"
        ),
    },
    "zh-Hant": {
        "day": "天數 | 日 | 天 | 日期 | 按日 | 每日 | 依日 | 報告日期",
        "week": "週 | 星期 | 按週",
        "month": "月 | 月份 | 按月",
        "platform": "平台 | 管道 | 媒體",
        "account": "帳號名稱 | 帳戶名稱 | 帳號 | 帳戶 | 廣告帳號 | 廣告帳號名稱 | 廣告帳戶 | 廣告帳戶名稱 | 廣告主",
        "account_id": "帳號編號 | 帳號 ID | 帳戶編號 | 帳戶 ID | 廣告帳號編號 | 廣告帳號 ID | 客戶 ID | 廣告主 ID",
        "currency": "貨幣 | 幣別 | 貨幣代碼 | 幣值 | 幣種",
        "campaign": (
            "行銷活動名稱 | 行銷活動 | 廣告活動名稱 | 廣告活動 | 推廣活動 | 廣告系列名稱 | 廣告系列 | 宣傳活動 | "
            "宣傳活動名稱"
        ),
        "campaign_id": (
            "行銷活動編號 | 行銷活動 ID | 廣告活動 ID | 廣告活動編號 | 推廣活動 ID | 廣告系列 ID | 宣傳活動 ID"
        ),
        "ad_set": "廣告組合名稱 | 廣告組合 | 廣告群組名稱 | 廣告群組 | 廣告組名稱 | 廣告組",
        "ad_set_id": "廣告組合編號 | 廣告組合 ID | 廣告群組 ID | 廣告群組編號 | 廣告組 ID",
        "ad": "廣告名稱 | 廣告 | 創意 | 廣告素材",
        "ad_id": "廣告編號 | 廣告 ID",
        "objective": "目標 | 廣告目標",
        "status": "狀態 | 投遞狀態 | 投遞 | 投放狀態 | 行銷活動狀態",
        "spend": (
            "花費金額 | 已花費金額 | 支出金額 | 花費 | 總花費 | 費用 | 總費用 | 支出 | 總支出 | 成本 | 總成本 | "
            "消耗 | 廣告花費 | 廣告費 | 廣告支出 | 已花費 | 廣告費用 | 總花費金額"
        ),
        "impressions": "曝光次數 | 曝光 | 曝光數 | 曝光量 | 展示次數 | 顯示次數 | 展示",
        "reach": "觸及人數 | 觸及率 | 觸及 | 覆蓋人數 | 不重複使用者",
        "clicks": (
            "連結點擊次數 | 連結點擊數 | 點擊次數 | 點擊數 | 點擊 | 點擊量 | 點擊次數(全部) | 點擊次數（所有） | "
            "總點擊次數"
        ),
        "conversions": (
            "購買次數 | 購買 | 購買數 | 網站購買 | 網站購買次數 | 轉換 | 轉換次數 | 轉換數 | 轉化次數 | 轉化量 | "
            "訂單數 | 總轉換次數 | 成果 | 購買量"
        ),
        "revenue": (
            "購買轉換值 | 購買轉換價值 | 轉換價值 | 轉換值 | 轉化價值 | 總轉換價值 | 購買價值 | 收入 | 總收入 | "
            "營收 | 銷售額 | 營業額 | 轉換金額 | 購買金額"
        ),
    },
    "ar": {
        "day": "اليوم | يوم | التاريخ | تاريخ | حسب اليوم",
        "week": "الأسبوع | أسبوع",
        "month": "الشهر | شهر",
        "platform": "المنصة | القناة | المنصه",
        "account": "اسم الحساب | الحساب | الحساب الإعلاني | اسم الحساب الإعلاني | المعلن | اسم المعلن",
        "account_id": (
            "معرف الحساب | رقم الحساب | معرف الحساب الإعلاني | رقم تعريف الحساب | معرف العميل | رقم تعريف العميل"
        ),
        "currency": "العملة | رمز العملة | عملة الحساب",
        "campaign": "اسم الحملة | الحملة | اسم الحملة الإعلانية | الحملة الإعلانية | الحملات | نوع الحملة",
        "campaign_id": "معرف الحملة | رقم الحملة | معرف الحملة الإعلانية | رقم تعريف الحملة",
        "ad_set": (
            "اسم المجموعة الإعلانية | المجموعة الإعلانية | اسم مجموعة الإعلانات | مجموعة الإعلانات | مجموعة إعلانية"
        ),
        "ad_set_id": (
            "معرف المجموعة الإعلانية | معرف مجموعة الإعلانات | رقم تعريف المجموعة الإعلانية | "
            "رقم تعريف مجموعة الإعلانات"
        ),
        "ad": "اسم الإعلان | الإعلان | الإعلانات",
        "ad_id": "معرف الإعلان | رقم الإعلان | رقم تعريف الإعلان",
        "objective": "الهدف | هدف الحملة",
        "status": "الحالة | حالة الحملة | العرض | حالة العرض",
        "spend": (
            "المبلغ الذي تم إنفاقه | المبلغ المنفق | الإنفاق | إجمالي الإنفاق | التكلفة | إجمالي التكلفة | "
            "المصروفات | التكاليف | المبلغ المصروف | الإنفاق الإعلاني"
        ),
        "impressions": (
            "مرات الظهور | الظهور | عدد مرات الظهور | الانطباعات | مرات الظهور الإجمالية | عدد مرات ظهور الإعلان"
        ),
        "reach": "الوصول | مدى الوصول | المستخدمون الفريدون",
        "clicks": (
            "نقرات الرابط | النقرات على الرابط | النقرات على الروابط | نقرات على الرابط | النقرات | نقرات | "
            "عدد النقرات | النقرات (الكل) | إجمالي النقرات"
        ),
        "conversions": (
            "عمليات الشراء | المشتريات | عمليات الشراء على موقع الويب | التحويلات | الإحالات الناجحة | "
            "عدد التحويلات | الطلبات | المعاملات | إجمالي التحويلات | النتائج | عدد المشتريات"
        ),
        "revenue": (
            "قيمة تحويل عمليات الشراء | قيمة تحويلات عمليات الشراء | قيمة التحويل | قيمة التحويلات | "
            "قيمة الإحالة الناجحة | قيمة الإحالات الناجحة | قيمة المشتريات | الإيرادات | إجمالي الإيرادات | "
            "المبيعات | العائدات | العوائد"
        ),
    },
}
