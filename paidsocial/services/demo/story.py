"""Who works at the demo's agency and what its clients agreed to spend. Every name is invented."""

from __future__ import annotations

from dataclasses import dataclass

from paidsocial.services.access import Role

DOMAIN = "quillmere.example"
PASSWORD = "quillmere-demo"  # noqa: S105 - printed on purpose; the demo is only ever served on loopback
RATE_SOURCE = "demo rates"
TIME_ZONE = "Europe/Berlin"
REPORTING_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Someone who signs in; `clients` None: all of them."""

    email: str
    name: str
    role: Role
    clients: tuple[str, ...] | None = None


PEOPLE = (
    PersonRow(f"mara@{DOMAIN}", "Mara Lindqvist", Role.SPECIALIST),
    PersonRow(f"theo@{DOMAIN}", "Théo Blanchard", Role.DIRECTOR),
    PersonRow(f"ines@{DOMAIN}", "Inês Okafor", Role.FINANCE),
    PersonRow(f"priya@{DOMAIN}", "Priya Natarajan", Role.ADMINISTRATOR),
    PersonRow("jonas@fjellvandr.example", "Jonas Wöhrle", Role.VIEWER, ("Fjellvandr",)),
)

# What a proposer may move alone in a day, in the client's reporting currency.
APPROVAL_LIMITS = {"Fjellvandr": 250, "Maison Éloïse Verre": 200, "Tallybird": 150}
CLIENT_CURRENCY = {"Fjellvandr": "EUR", "Maison Éloïse Verre": "EUR", "Tallybird": "USD"}
ENTITIES = {"Fjellvandr": "QM-DE-01", "Maison Éloïse Verre": "QM-FR-02", "Tallybird": "QM-US-03"}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A monthly plan line: the campaigns it covers (`*` stands for anything) and how generous it is.

    `generosity`: the plan against what the campaigns are on the way to spend; below 1 they run over it, above under.
    `revised`: on which day of the month, and by what factor, the client changed the running month's amount.
    """

    client: str
    name: str
    matches: tuple[str, ...]
    generosity: float
    cost_centre: str
    revised: tuple[int, float, str] | None = None


PLANS = (
    PlanRow(
        "Fjellvandr",
        "Always-on Meta DACH",
        ("FV_DACH_PRO_Sales_Advantage*", "FV_DACH_PRO_Sales_Inter*", "FV_DACH_PRO_Sales_Look*"),
        0.86,
        "CC-4100",
    ),
    PlanRow("Fjellvandr", "Retargeting Meta DACH", ("FV_DACH_RET_*",), 1.01, "CC-4100"),
    PlanRow(
        "Fjellvandr",
        "Season and launches Meta",
        ("FV_DACH_PRO_Sales_Winter*", "FV_DACH_ALL_*", "FV_DACH_PRO_Sales_Zelte*", "FV_DACH_PRO_Sales_Launch*"),
        1.0,
        "CC-4120",
        (8, 1.15, "Client adds 15% for the early-winter push"),
    ),
    PlanRow("Fjellvandr", "TikTok always-on", ("FV | TT | DE-AT *", "FV | TT | DE | *"), 1.24, "CC-4200"),
    PlanRow("Maison Éloïse Verre", "Acquisition France", ("MEV – FR – Acquisition*",), 0.99, "MKT-210"),
    PlanRow(
        "Maison Éloïse Verre",
        "Retargeting et fidélisation",
        ("MEV – FR – Retargeting*", "MEV – FR – Fidélisation*"),
        1.0,
        "MKT-210",
    ),
    PlanRow(
        "Maison Éloïse Verre",
        "Temps forts (Fête des Mères, Noël, lancements)",
        ("MEV – FR – Coffret*", "MEV – FR – Noël*", "MEV – FR – Lancement*"),
        1.0,
        "MKT-230",
    ),
    PlanRow("Maison Éloïse Verre", "Belgique et Suisse", ("MEV – BE+CH*",), 0.6, "MKT-240"),
    PlanRow(
        "Maison Éloïse Verre",
        "TikTok créatrices",
        ("MEV_TikTok_*",),
        1.03,
        "MKT-220",
        (5, 1.1, "Budget créatrices relevé de 10 %"),
    ),
    PlanRow("Tallybird", "Free trial Meta", ("TB-US-Prospecting*", "TB-US-Retargeting*", "TB-CA-*"), 0.99, "7010-DG"),
    PlanRow("Tallybird", "Webinar lead ads", ("TB-US-LeadAds*",), 0.84, "7020-EV"),
    PlanRow("Tallybird", "LinkedIn demand gen", ("Tallybird | NAMER | *",), 1.2, "7010-DG"),
)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A reallocation proposed so many days before the last morning, and what became of it.

    `approved` None: it waits. `one_left`: why the last of its changes was not carried out, empty where all were.
    """

    days_ago: int
    client: str
    level: str
    note: str
    approved: bool | None = None
    comment: str = ""
    one_left: str = ""


DECISIONS = (
    DecisionRow(
        37,
        "Maison Éloïse Verre",
        "campaign",
        "Same daily total; shifts towards the evergreen campaign while prospecting on interests is saturated.",
        approved=True,
        comment="Fine. Please keep an eye on new customers, not only on ROAS.",
    ),
    DecisionRow(
        23,
        "Tallybird",
        "campaign",
        "Moves budget out of the campaigns with the lowest marginal return.",
        approved=False,
        comment="Not now: sales still works through the leads of two weeks. Ask again when they are qualified.",
    ),
    DecisionRow(
        16,
        "Fjellvandr",
        "ad_set",
        "Ad-set level within the running campaigns, 20% at most.",
        approved=True,
        comment="Approved.",
        one_left="The ad set is being rebuilt with new creatives this week; its budget stays until then.",
    ),
)
# The first of these clients with anything to move is asked about on the last morning.
WAITING = tuple(
    DecisionRow(0, client, "campaign", "For the next two weeks. Total unchanged; the reasons stand beside each line.")
    for client in ("Fjellvandr", "Maison Éloïse Verre", "Tallybird")
)


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A file somebody exported with a filter left on, so many days ago: it lacks a campaign and is held."""

    days_ago: int
    account: str
    campaign: str


SLIP = SlipRow(2, "Fjellvandr DACH", "FV_DACH_PRO_Sales_Advantage+Shopping_Evergreen_CBO")
