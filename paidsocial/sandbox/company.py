"""The demo's company: an agency's three clients on three platforms. Every name is invented.

The tables say what a planner would say of a campaign: when it runs, what it costs, what it brings. `casting` turns
them into a `World` with a hidden truth. Changing a row changes the demo; nothing else needs to know.
"""

from __future__ import annotations

from dataclasses import dataclass

from paidsocial.sandbox.world import AccountSpec, Season

AGENCY = "Quillmere Media"


@dataclass(frozen=True, slots=True)
class ClientRow:
    """An advertiser: contribution margin in basis points (1/10,000)."""

    name: str
    margin_bp: int


@dataclass(frozen=True, slots=True)
class When:
    """When a campaign runs, told from the demo's last day.

    `always`: longer than the history. `ago`: from that many days before the last day, for `length` days where given.
    `season`: from (month, day) of its latest occurrence, for `length` days. `paused`: switched off that many days ago.
    """

    ago: int | None = None
    season: tuple[int, int] | None = None
    length: int | None = None
    paused: int | None = None


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign as planned: `budget` a day and ad set in major units, `roas` at that budget, `bend` its elasticity.

    `shared`: the campaign carries the budget. `lifetime`: one amount for the whole flight (then also shared).
    `blocked`: its ads were rejected that many days ago and it delivers nothing since.
    """

    name: str
    objective: str
    when: When
    ad_sets: int
    budget: float
    roas: float
    bend: float = 0.6
    shared: bool = False
    lifetime: bool = False
    blocked: int | None = None

    @property
    def warm(self) -> bool:
        """Whether it speaks to people who know the brand: such campaigns saturate early."""
        return self.bend < 0.5


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One ad account with its campaigns and the parts its ad set names are made of."""

    spec: AccountSpec
    order_value: float
    cpm: float
    click_rate: float
    name_pattern: str  # {audience} {place} {age} {n}
    audiences: tuple[str, ...]  # people who do not know the brand yet
    warm: tuple[str, ...]  # people who do
    places: tuple[str, ...]
    ages: tuple[str, ...]
    campaigns: tuple[CampaignRow, ...]


CLIENTS = (ClientRow("Fjellvandr", 4200), ClientRow("Maison Éloïse Verre", 6200), ClientRow("Tallybird", 7800))

_OUTDOOR = Season(
    weekday=(0.97, 0.95, 0.96, 0.98, 0.95, 1.05, 1.14),
    monthly=(0.92, 0.85, 0.95, 1.04, 1.10, 1.06, 0.96, 0.94, 1.02, 1.05, 1.16, 1.10),
    events=((11, 27, 6, 0.7), (12, 14, 9, 0.25), (12, 26, 4, -0.3)),
)
_BEAUTY = Season(
    weekday=(1.0, 0.98, 1.0, 0.99, 0.94, 0.98, 1.11),
    monthly=(0.95, 1.0, 0.96, 0.98, 1.12, 0.95, 0.9, 0.82, 0.97, 1.0, 1.12, 1.2),
    events=((2, 12, 6, 0.3), (5, 26, 9, 0.45), (11, 27, 5, 0.45), (12, 18, 9, 0.4)),
)
_BUSINESS = Season(
    weekday=(1.12, 1.2, 1.18, 1.12, 0.98, 0.62, 0.66),
    monthly=(1.18, 1.12, 1.12, 1.05, 0.98, 0.97, 0.88, 0.85, 1.05, 1.06, 1.0, 0.72),
    events=((12, 27, 8, -0.5), (7, 4, 3, -0.3)),
)

ACCOUNTS = (
    AccountRow(
        AccountSpec("act_640028817354211", "Fjellvandr DACH", "Fjellvandr", "meta", "EUR", "Europe/Berlin", _OUTDOOR),
        order_value=112.0,
        cpm=8.4,
        click_rate=0.0125,
        name_pattern="{geo}_{audience}_{age}_{place}_Purchase-7DC1DV",
        audiences=(
            "Broad",
            "LAL1-Käufer180T",
            "LAL3-Warenkorb30T",
            "INT-Wandern+Trekking",
            "INT-Camping+Vanlife",
            "INT-Trailrunning",
        ),
        warm=("RT-Besucher14T", "RT-Warenkorb7T-exclKäufer30T", "CRM-Newsletter-ohneKauf-12M"),
        places=("AdvPlacements", "FB+IG-Feed", "Stories+Reels", "Reels-only-9x16"),
        ages=("18-34", "25-54", "35-65+"),
        campaigns=(
            CampaignRow("FV_DACH_PRO_Sales_Advantage+Shopping_Evergreen_CBO", "Sales", ALWAYS, 5, 130, 3.4, 0.72, True),
            CampaignRow("FV_DACH_PRO_Sales_Interessen_Wandern-Trekking_ABO", "Sales", ALWAYS, 5, 70, 2.3, 0.55),
            CampaignRow("FV_DACH_PRO_Sales_Lookalikes_ABO", "Sales", ALWAYS, 5, 85, 2.9, 0.62),
            CampaignRow("FV_DACH_RET_Sales_DPA_Katalog-Alle-Produkte_CBO", "Sales", ALWAYS, 4, 60, 7.6, 0.38, True),
            CampaignRow("FV_DACH_RET_Sales_Warenkorbabbrecher_ABO", "Sales", When(ago=270), 4, 38, 8.8, 0.32),
            CampaignRow(
                "FV_DACH_PRO_Sales_Winterjacken-Daune-Herbst/Winter_CBO",
                "Sales",
                When(season=(9, 15), length=138),
                5,
                75,
                3.8,
                0.66,
                True,
            ),
            CampaignRow(
                "FV_DACH_ALL_Sales_BlackWeek_Lifetime_CBO",
                "Sales",
                When(season=(11, 13), length=18),
                4,
                120,
                5.2,
                0.7,
                True,
                True,
            ),
            CampaignRow(
                "FV_DACH_PRO_Sales_Zelte-Schlafsäcke_Frühjahr_CBO",
                "Sales",
                When(season=(3, 1), length=92),
                4,
                65,
                3.1,
                0.58,
                True,
            ),
            CampaignRow(
                "FV_DACH_AWA_Reach_Markenfilm-„Weiter-oben“_15s_ABO",
                "Awareness",
                When(ago=150, length=60),
                3,
                90,
                0.35,
                0.8,
            ),
            CampaignRow("FV_DACH_PRO_Sales_Launch_Bikepacking-Taschen_ABO", "Sales", When(ago=12), 3, 55, 2.2, 0.7),
        ),
    ),
    AccountRow(
        AccountSpec(
            "7260418835562093569", "Fjellvandr TikTok EU", "Fjellvandr", "tiktok", "EUR", "Europe/Berlin", _OUTDOOR
        ),
        order_value=86.0,
        cpm=5.1,
        click_rate=0.0095,
        name_pattern="AG{n:02d} – {audience} – {geo} {age} – {place}",
        audiences=(
            "Broad",
            "Interessen Outdoor",
            "Hashtag #vanlife #bergliebe",
            "Lookalike Käufer eng",
        ),
        warm=("Produktseite 14T", "Video-Views 75% 30T", "Warenkorb 7T"),
        places=("Lowest Cost", "Cost Cap", "Smart Creative"),
        ages=("18-24", "18-34", "25-44"),
        campaigns=(
            CampaignRow("FV | TT | DE-AT | Prospecting | Spark Ads | Evergreen", "Sales", ALWAYS, 4, 60, 2.1, 0.68),
            CampaignRow(
                "FV | TT | DE-AT | Video Shopping Ads | Bestseller | CBO",
                "Sales",
                When(ago=330),
                3,
                75,
                2.7,
                0.74,
                True,
            ),
            CampaignRow("FV | TT | DE-AT | Retargeting | Produktseite 14 Tage", "Sales", ALWAYS, 3, 35, 5.4, 0.4),
            CampaignRow(
                "FV | TT | DE | Festivalsaison | Zelt-Sets & Rucksäcke | Spark Ads mit Creator-Whitelisting | Q2-Q3",
                "Sales",
                When(season=(6, 1), length=81),
                3,
                65,
                2.4,
                0.6,
                True,
            ),
            CampaignRow(
                "FV | TT | DE-AT | Semesterstart | Rucksäcke",
                "Traffic",
                When(season=(9, 8), length=35),
                2,
                45,
                1.2,
                0.6,
            ),
            CampaignRow(
                "FV | TT | CH | Launch | Community Interaction", "Traffic", When(ago=40), 2, 40, 1.6, 0.6, blocked=6
            ),
        ),
    ),
    AccountRow(
        AccountSpec(
            "act_1098834420917765",
            "Maison Éloïse Verre – FR",
            "Maison Éloïse Verre",
            "meta",
            "EUR",
            "Europe/Paris",
            _BEAUTY,
        ),
        order_value=64.0,
        cpm=9.2,
        click_rate=0.0142,
        name_pattern="{audience} | {geo} | F {age} | {place}",
        audiences=(
            "Large sans ciblage",
            "Similaire 1 % acheteuses 180 j",
            "Similaire 3 % panier moyen > 80 €",
            "Intérêts soin & beauté naturelle",
            "Intérêts cosmétique française + clean beauty (hors abonnées)",
        ),
        warm=("Visiteuses 30 j sans achat", "Clientes > 90 j sans commande", "Panier abandonné 7 j"),
        places=("Placements Advantage+", "Fil FB + IG", "Reels & Stories 9:16"),
        ages=("18-34", "25-54", "35-64"),
        campaigns=(
            CampaignRow("MEV – FR – Acquisition – Always-on – Achats – CBO", "Sales", ALWAYS, 5, 110, 2.6, 0.7, True),
            CampaignRow("MEV – FR – Acquisition – Intérêts – Achats – ABO", "Sales", ALWAYS, 5, 60, 1.9, 0.5),
            CampaignRow("MEV – FR – Retargeting – Catalogue dynamique – CBO", "Sales", ALWAYS, 4, 55, 6.4, 0.36, True),
            CampaignRow("MEV – FR – Fidélisation – Clientes inactives – ABO", "Sales", When(ago=300), 3, 30, 4.6, 0.34),
            CampaignRow(
                "MEV – FR – Coffret Fête des Mères – Achats – CBO",
                "Sales",
                When(season=(5, 2), length=29),
                4,
                95,
                4.0,
                0.66,
                True,
            ),
            CampaignRow(
                "MEV – FR – Noël – Coffrets & calendrier de l’Avent – Achats – budget global",
                "Sales",
                When(season=(11, 3), length=50),
                4,
                85,
                4.2,
                0.68,
                True,
                True,
            ),
            CampaignRow(
                "MEV – BE+CH – Lancement marchés – Acquisition – Achats – ABO", "Sales", When(ago=215), 4, 50, 2.2, 0.64
            ),
            CampaignRow(
                "MEV – FR – Lancement Sérum Éclat de Nuit – Considération – ABO",
                "Traffic",
                When(ago=18),
                3,
                60,
                1.5,
                0.7,
            ),
        ),
    ),
    AccountRow(
        AccountSpec(
            "7311905527740186626",
            "Maison Éloïse Verre TikTok",
            "Maison Éloïse Verre",
            "tiktok",
            "EUR",
            "Europe/Paris",
            _BEAUTY,
        ),
        order_value=47.0,
        cpm=4.6,
        click_rate=0.0105,
        name_pattern="{geo}_{audience}_F{age}_{place}",
        audiences=("Large", "Beauté-Skincare", "Similaire-Acheteuses", "Hashtag-GlowUp"),
        warm=("Créatrices-Vues50%", "Panier-7j"),
        places=("LowestCost", "BidCap", "SmartPerformance"),
        ages=("18-24", "18-34", "25-44"),
        campaigns=(
            CampaignRow("MEV_TikTok_FR_Prospection_SparkAds-Créatrices_Always-on", "Sales", ALWAYS, 4, 65, 2.0, 0.72),
            CampaignRow("MEV_TikTok_FR_Retargeting_Panier-abandonné_7j", "Sales", When(ago=290), 2, 30, 4.9, 0.4),
            CampaignRow(
                "MEV_TikTok_FR_Saint-Valentin_Coffrets-duo",
                "Sales",
                When(season=(1, 25), length=21),
                3,
                60,
                2.6,
                0.62,
                True,
            ),
            CampaignRow(
                "MEV_TikTok_FR_Soldes-d’été_Sélection-jusqu’à-40%",
                "Sales",
                When(season=(6, 25), length=28),
                3,
                70,
                3.0,
                0.66,
                True,
                True,
            ),
            CampaignRow(
                "MEV_TikTok_FR_Recrutement-GenZ_UGC-routines", "Sales", When(ago=180, paused=19), 3, 55, 1.1, 0.6
            ),
        ),
    ),
    AccountRow(
        AccountSpec("act_558120946330872", "Tallybird US", "Tallybird", "meta", "USD", "America/New_York", _BUSINESS),
        order_value=92.0,
        cpm=13.5,
        click_rate=0.0088,
        name_pattern="{geo} - {audience} - {age} - {place}",
        audiences=(
            "LAL 1% Paying Customers",
            "LAL 2% Trials (Last 90d)",
            "Small Business Owners",
            "Bookkeeping + Invoicing Interests",
            "Job Titles: Finance & Accounting",
        ),
        warm=("Site Visitors 30d", "Pricing Page 14d, excl. Trials"),
        places=("Adv+ Placements", "FB Feed + Marketplace", "IG Feed/Reels"),
        ages=("25-44", "25-64", "30-65+"),
        campaigns=(
            CampaignRow("TB-US-Prospecting-FreeTrial-SMB-Evergreen-CBO", "Sales", ALWAYS, 5, 120, 2.1, 0.7, True),
            CampaignRow("TB-US-Retargeting-FreeTrial-PricingPage", "Sales", ALWAYS, 3, 45, 4.4, 0.36),
            CampaignRow(
                "TB-US-LeadAds-Webinar-“Close the Books in 3 Days”-Monthly Series",
                "Leads",
                When(ago=310),
                4,
                60,
                1.7,
                0.6,
            ),
            CampaignRow(
                "TB-US-Prospecting-TaxSeason-1099-Deadline",
                "Sales",
                When(season=(1, 20), length=86),
                4,
                90,
                2.6,
                0.66,
                True,
            ),
            CampaignRow("TB-CA-Prospecting-FreeTrial-Launch", "Sales", When(ago=120), 3, 55, 1.9, 0.7),
            CampaignRow("TB-US-Competitor-Switch-Offer-40pct-3mo", "Sales", When(ago=200, paused=33), 3, 70, 1.0, 0.5),
        ),
    ),
    AccountRow(
        AccountSpec("508377219", "Tallybird – Demand Gen NAMER", "Tallybird", "linkedin", "USD", "UTC", _BUSINESS),
        order_value=245.0,
        cpm=46.0,
        click_rate=0.0052,
        name_pattern="TB_LI_{place}_{audience}_{age}_{geo}",
        audiences=(
            "CFO+Controller",
            "Accounting-Managers",
            "Finance-Directors-SaaS",
            "Bookkeepers+Practice-Owners",
            "Member-Groups-CPA",
        ),
        warm=("Matched-Audience-ABM-Tier1", "Website-Retargeting-90d"),
        places=("Single-Image", "Document-Ad", "Video-30s", "Conversation-Ad"),
        ages=("11-50", "51-500", "501-5000"),
        campaigns=(
            CampaignRow(
                "Tallybird | NAMER | Mid-Market CFO | Lead Gen Forms | Evergreen",
                "Lead generation",
                ALWAYS,
                5,
                75,
                2.0,
                0.62,
            ),
            CampaignRow(
                "Tallybird | NAMER | Accounting Partners | Lead Gen Forms | Evergreen",
                "Lead generation",
                ALWAYS,
                4,
                55,
                1.6,
                0.56,
            ),
            CampaignRow(
                "Tallybird | NAMER | ABM Tier 1 Accounts | Website Conversions | Sales-Assist with SDR Follow-Up",
                "Website conversions",
                When(ago=240),
                5,
                60,
                2.9,
                0.48,
            ),
            CampaignRow(
                "Tallybird | NAMER | E-book “The 3-Day Month-End Close”",
                "Lead generation",
                When(ago=165, length=120),
                4,
                50,
                1.8,
                0.6,
            ),
            CampaignRow(
                "Tallybird | NAMER | Close Faster Summit | Registrations",
                "Website conversions",
                When(season=(9, 20), length=31),
                4,
                80,
                1.3,
                0.64,
                True,
            ),
        ),
    ),
)
GEO = {"Fjellvandr": ("DE", "DE+AT", "DACH"), "Maison Éloïse Verre": ("FR", "FR+BE"), "Tallybird": ("US", "US+CA")}
