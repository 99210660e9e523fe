"""The forms of plan lines: the whole line, and its amount alone."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.models import AdAccount, Client
from paidsocial.services.planning.plan_lines import LineDetails
from paidsocial.services.planning.plans import Wanted
from paidsocial.web import show
from paidsocial.web.forms import (
    CheckboxesField,
    CurrencyField,
    DayField,
    Form,
    MoneyField,
    Optional,
    Required,
    text_field,
)
from paidsocial.web.typed import choice_id, whole


class AmountForm(Form):
    """A new amount from a day on. `seen` is the newest revision that the person saw."""

    amount = MoneyField("Amount", validators=[Required()])
    effective_day = DayField("From", validators=[Required()])
    reason = text_field("Reason", longest=1000, required=False)
    seen = HiddenField()

    def __init__(self, currency: str, **options: object) -> None:
        super().__init__(**options)
        self.amount.currency = currency

    @property
    def seen_revision(self) -> int | None:
        """The revision's id."""
        return whole(self.seen.data)


class LineForm(Form):
    """A whole plan line."""

    name = text_field("Name", longest=300)
    client_id = SelectField("Client", coerce=choice_id)
    currency = CurrencyField("Currency", validators=[Required()])  # before the amount, which is read in it
    amount = MoneyField("Amount", currency_field="currency", validators=[Required()])
    first_day = DayField("First day", validators=[Required()])
    last_day = DayField("Last day", validators=[Required()])
    effective_day = DayField("A changed amount counts from", validators=[Optional()])
    reason = text_field("Reason for the change", longest=1000, required=False)
    campaign_names = TextAreaField(  # not "matches": the browser would hide form.matches() behind it
        "Campaigns by name", [Optional(), Length(max=20_000, message="That is too long.")], render_kw={"rows": 3}
    )
    platforms = CheckboxesField("Platforms")
    accounts = CheckboxesField("Ad accounts", coerce=int)
    po_number = text_field("PO number", longest=100, required=False)
    cost_centre = text_field("Cost centre", longest=100, required=False)
    seen = HiddenField()

    def offer(self, clients: Sequence[Client], accounts: Sequence[AdAccount]) -> None:
        """Fill the choices: the clients to choose from, the chosen one's ad accounts and their platforms."""
        self.client_id.choices = [(client.id, client.name) for client in clients]
        platforms = sorted({account.platform for account in accounts} | set(self.platforms.data or ()))
        self.platforms.choices = [(slug, show.platform_name(slug)) for slug in platforms]
        self.accounts.choices = [
            (account.id, f"{account.name} ({show.platform_name(account.platform)}, {account.currency})")
            for account in accounts
        ]

    def fill(self, details: LineDetails, amount: int) -> None:
        """Show a stored line; `amount` is the one in force."""
        line, scope = details.line, details.scope
        self.name.data, self.client_id.data = line.name, line.client_id
        self.currency.data = line.currency
        self.amount.data = amount
        self.first_day.data, self.last_day.data = line.first_day, line.last_day
        self.campaign_names.data = "\n".join(scope.matches)
        self.platforms.data, self.accounts.data = sorted(scope.platforms), sorted(scope.account_ids)
        self.po_number.data, self.cost_centre.data = line.po_number, line.cost_centre
        self.seen.data = str(details.revisions[-1].id) if details.revisions else ""

    @property
    def seen_revision(self) -> int | None:
        """The newest revision that the person saw."""
        return whole(self.seen.data)

    def wanted(self, *, campaign_ids: frozenset[int] = frozenset(), keep_amount: bool = False) -> Wanted:
        """What the form asks for. Raises BadInput for a period that ends before it starts.

        `campaign_ids`: campaigns that the line names one by one; the form keeps them as they are.
        """
        matches = tuple(line.strip() for line in (self.campaign_names.data or "").splitlines() if line.strip())
        return Wanted(
            self.client_id.data,
            self.name.data or "",
            Period(self.first_day.data, self.last_day.data),
            Money(self.amount.data or 0, self.currency.data),
            Scope(matches, campaign_ids, frozenset(self.platforms.data or ()), frozenset(self.accounts.data or ())),
            self.po_number.data or "",
            self.cost_centre.data or "",
            self.effective_day.data,
            self.reason.data or "",
            keep_amount,
        )
