"""LinkedIn Campaign Manager: the levels as they are called where there are campaign groups."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

GROUPS: Words = {
    "es": {
        "campaign": "Nombre del grupo de campañas | Nombre de grupo de campaña | Nombre de grupo de campañas",
        "campaign_id": "Identificador del grupo de campañas | ID del grupo de campañas",
        "ad_set": "Nombre de la campaña | Nombre de campaña",
        "ad_set_id": "Identificador de la campaña | ID de la campaña | Identificador de campaña | ID de campaña",
    },
    "pt-BR": {
        "campaign": "Nome do grupo de campanhas | Nome do grupo de campanha",
        "campaign_id": (
            "ID do grupo de campanhas | Identificação do grupo de campanhas | Código do grupo de campanhas"
        ),
        "ad_set": "Nome da campanha",
        "ad_set_id": "ID da campanha | Identificação da campanha | Código da campanha",
    },
    "fr": {
        "campaign": "Nom du groupe de campagnes | Nom du groupe de campagne",
        "campaign_id": "ID du groupe de campagnes | Identifiant du groupe de campagnes",
        "ad_set": "Nom de la campagne | Nom de campagne",
        "ad_set_id": "ID de la campagne | Identifiant de la campagne | ID de campagne",
    },
    "de": {
        "campaign": "Name der Kampagnengruppe | Kampagnengruppenname | Kampagnengruppe",
        "campaign_id": "Kampagnengruppen-ID | ID der Kampagnengruppe",
        "ad_set": "Kampagnenname | Name der Kampagne",
        "ad_set_id": "Kampagnen-ID | ID der Kampagne",
    },
    "it": {
        "campaign": "Nome gruppo di campagne | Nome del gruppo di campagne | Nome gruppo campagne",
        "campaign_id": "ID gruppo di campagne | ID del gruppo di campagne | ID gruppo campagne",
        "ad_set": "Nome campagna | Nome della campagna",
        "ad_set_id": "ID campagna | ID della campagna",
    },
    "nl": {
        "campaign": "Naam campagnegroep | Campagnegroepnaam | Naam van campagnegroep | Naam van de campagnegroep",
        "campaign_id": "Campagnegroep-ID | ID van campagnegroep | ID campagnegroep",
        "ad_set": "Campagnenaam | Naam van campagne | Naam campagne",
        "ad_set_id": "Campagne-ID | ID van campagne",
    },
    "pl": {
        "campaign": "Nazwa grupy kampanii",
        "campaign_id": "Identyfikator grupy kampanii | ID grupy kampanii",
        "ad_set": "Nazwa kampanii",
        "ad_set_id": "Identyfikator kampanii | ID kampanii",
    },
    "tr": {
        "campaign": "Kampanya Grubu Adı | Kampanya Grup Adı",
        "campaign_id": "Kampanya Grubu Kimliği | Kampanya Grubu ID | Kampanya Grubu No",
        "ad_set": "Kampanya Adı",
        "ad_set_id": "Kampanya Kimliği | Kampanya ID",
    },
    "ru": {
        "campaign": "Название группы кампаний | Имя группы кампаний",
        "campaign_id": "Идентификатор группы кампаний | ID группы кампаний",
        "ad_set": "Название кампании",
        "ad_set_id": "Идентификатор кампании | ID кампании",
    },
    "uk": {
        "campaign": "Назва групи кампаній",
        "campaign_id": "Ідентифікатор групи кампаній | ID групи кампаній",
        "ad_set": "Назва кампанії",
        "ad_set_id": "Ідентифікатор кампанії | ID кампанії",
    },
    "id": {
        "campaign": "Nama Grup Kampanye | Nama Kelompok Kampanye",
        "campaign_id": "ID Grup Kampanye | ID Kelompok Kampanye",
        "ad_set": "Nama Kampanye",
        "ad_set_id": "ID Kampanye",
    },
    "vi": {
        "campaign": "Tên nhóm chiến dịch",
        "campaign_id": "ID nhóm chiến dịch | Mã nhóm chiến dịch",
        "ad_set": "Tên chiến dịch",
        "ad_set_id": "ID chiến dịch | Mã chiến dịch",
    },
    "th": {
        "campaign": "ชื่อกลุ่มแคมเปญ",
        "campaign_id": "ID กลุ่มแคมเปญ | รหัสกลุ่มแคมเปญ",
        "ad_set": "ชื่อแคมเปญ",
        "ad_set_id": "ID แคมเปญ | รหัสแคมเปญ",
    },
    "ja": {
        "campaign": "キャンペーングループ名",
        "campaign_id": "キャンペーングループID",
        "ad_set": "キャンペーン名",
        "ad_set_id": "キャンペーンID",
    },
    "ko": {
        "campaign": "캠페인 그룹 이름 | 캠페인 그룹명",
        "campaign_id": "캠페인 그룹 ID",
        "ad_set": "캠페인 이름 | 캠페인명",
        "ad_set_id": "캠페인 ID",
    },
    "zh-Hans": {
        "campaign": "广告系列组名称 | 广告活动组名称 | 营销活动组名称 | 活动组名称 | 广告活动群组名称",
        "campaign_id": (
            "广告系列组 ID | 广告活动组 ID | 营销活动组 ID | 活动组 ID | 广告活动群组 ID | 广告系列组编号 | "
            "广告活动组编号 | 营销活动组编号"
        ),
        "ad_set": "广告系列名称 | 广告活动名称 | 营销活动名称 | 活动名称",
        "ad_set_id": "广告系列 ID | 广告活动 ID | 营销活动 ID | 活动 ID | 广告系列编号 | 广告活动编号 | 营销活动编号",
    },
    "zh-Hant": {
        "campaign": "廣告活動群組名稱 | 行銷活動群組名稱 | 宣傳活動群組名稱 | 活動群組名稱",
        "campaign_id": (
            "廣告活動群組 ID | 行銷活動群組 ID | 宣傳活動群組 ID | 活動群組 ID | 廣告活動群組編號 | "
            "行銷活動群組編號 | 宣傳活動群組編號"
        ),
        "ad_set": "廣告活動名稱 | 行銷活動名稱 | 宣傳活動名稱 | 活動名稱",
        "ad_set_id": "廣告活動 ID | 行銷活動 ID | 宣傳活動 ID | 活動 ID | 廣告活動編號 | 行銷活動編號 | 宣傳活動編號",
    },
    "ar": {
        "campaign": "اسم مجموعة الحملات | اسم مجموعة الحملة | اسم مجموعة الحملات الإعلانية",
        "campaign_id": "معرف مجموعة الحملات | معرف مجموعة الحملة | رقم مجموعة الحملات",
        "ad_set": "اسم الحملة",
        "ad_set_id": "معرف الحملة",
    },
    "el": {
        "campaign": "Όνομα ομάδας καμπανιών | Ονομασία ομάδας καμπανιών | Όνομα ομάδας καμπάνιας",
        "campaign_id": "Αναγνωριστικό ομάδας καμπανιών | ID ομάδας καμπανιών",
        "ad_set": "Όνομα καμπάνιας | Ονομασία καμπάνιας",
        "ad_set_id": "Αναγνωριστικό καμπάνιας | ID καμπάνιας",
    },
    "sv": {
        "campaign": "Kampanjgruppens namn | Kampanjgruppsnamn | Namn på kampanjgrupp | Kampanjgruppnamn",
        "campaign_id": "Kampanjgrupps-id | Kampanjgruppens id | Kampanjgrupp-id",
        "ad_set": "Kampanjnamn | Kampanjens namn | Namn på kampanj",
        "ad_set_id": "Kampanj-id | Kampanjens id",
    },
    "da": {
        "campaign": "Kampagnegruppens navn | Kampagnegruppenavn | Navn på kampagnegruppe",
        "campaign_id": "Kampagnegruppe-id | Kampagnegruppens id",
        "ad_set": "Kampagnenavn | Kampagnens navn | Navn på kampagne",
        "ad_set_id": "Kampagne-id | Kampagnens id",
    },
    "cs": {
        "campaign": "Název skupiny kampaní | Název skupiny kampaně",
        "campaign_id": "ID skupiny kampaní | Identifikátor skupiny kampaní",
        "ad_set": "Název kampaně",
        "ad_set_id": "ID kampaně | Identifikátor kampaně",
    },
}
