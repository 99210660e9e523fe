"""What a reallocation's page says in words: its headline, what another total would bring, what is not worth moving."""

from __future__ import annotations

from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import State
from paidsocial.services.changes import approvals
from paidsocial.services.reallocation.recommendation_lists import Summary
from paidsocial.services.reallocation.recommendation_views import RecommendationView
from paidsocial.web import show

MONTH = 30  # days


def another_text(view: RecommendationView) -> str:
    """“Another €10,000 a month would bring about €21,300 (…)”; empty where nothing more may be placed."""
    if view.another is None or not view.revenue_known:
        return ""
    more, middle, low, high = (
        show.money_text(amount.micros * MONTH, view.currency, places=0) for amount in view.another
    )
    return f"Another {more} a month would bring about {middle} a month ({low} to {high})."


def unworthy_text(view: RecommendationView) -> str:
    """What might move and is not proposed, because it may as well be nothing; empty where there is no such thing."""
    if view.unworthy is None:
        return ""
    count, *ends = view.unworthy
    if view.conversions is not None:
        middle, low, high = (_signed(value) for value in ends)
        what = f"{middle} conversions a day ({low} to {high})"
    else:
        told = [show.money_text(round(value * 1_000_000), view.currency) for value in ends]
        what = f"{told[0]} a day of revenue ({told[1]} to {told[2]})"
    which = show.count(int(count), "budget", "budgets")
    text = f"Moving {which} is expected to bring {what}: that may as well be nothing"
    return f"{text}, so only what surely pays is proposed." if view.moving else f"{text}, so none is moved."


def asked_words(one: Summary) -> list[str]:
    """What was asked for beside the ordinary, so that two drafts can be told apart."""
    asked = one.request
    told = [f"at most {asked['max_step_pct']}% a budget"] if "max_step_pct" in asked else []
    if one.level == "ad_set":
        told.append("ad sets")
    if asked.get("goal") == "conversions":
        told.append("by conversions")
    if asked.get("total"):
        told.append(f"a total of {asked['total']}")
    if asked.get("more"):
        told.append(f"{asked['more']} beside today’s total")
    if asked.get("aim"):
        aims = {"roas": "ROAS of at least", "marginal": "next money earning", "cpa": "a conversion costing at most"}
        told.append(f"{aims.get(asked['aim'], asked['aim'])} {asked.get('least')}")
    ways = {
        "cautious": "cautious",
        "tests": "with tests",
        "incremental": "on incremental revenue",
        "anyway": "every move",
    }
    told += [words for name, words in ways.items() if asked.get(name)]
    for name, what in (("locks", "lock"), ("minimums", "minimum"), ("maximums", "maximum"), ("amounts", "amount set")):
        if asked.get(name):
            many = "amounts set" if name == "amounts" else f"{what}s"
            told.append(show.count(len(asked[name]), what, many))
    if asked.get("groups"):
        told.append(show.count(len(asked["groups"]), "limit of a group", "limits of groups"))
    return told


def became_text(view: RecommendationView, decided: RecommendationView) -> str:
    """What was approved of a proposal that was not approved whole, and what that does to the total; empty otherwise."""
    asked, left = len(view.moving), len(decided.moving)
    if view.approved is None or left == asked:
        return ""
    before = show.money_text(view.total_before.micros, view.currency)
    if not left:
        return (
            f"Nothing moves: {show.count(asked, 'move was', 'moves were')} refused and the total stays {before} a day."
        )
    text = f"{left} of {show.count(asked, 'move was', 'moves were')} approved; what follows is of {_those(left)} alone."
    change = decided.total_after - view.total_before
    if not change.micros:
        return f"{text} The total stays {before} a day."
    after = show.money_text(decided.total_after.micros, view.currency)
    told = show.money_text(abs(change.micros), view.currency)
    made_up = ": what was refused would have made up for it" if view.total_after == view.total_before else ""
    way = "rises" if change.micros > 0 else "falls"
    return f"{text} The total {way} by {told} a day, from {before} to {after}{made_up}."


def _those(number: int) -> str:
    return "it" if number == 1 else "them"


def losing_text(view: RecommendationView) -> str:
    """That every next unit of money earns less than it costs, and what the lowest total would do; empty otherwise."""
    if view.price is None or view.notice or not 0 < view.price < 1:
        return ""
    tested, attributed = "that lift tests say would not have come anyway", "the platforms attribute to themselves"
    whose = tested if view.lift_tests else attributed
    text = f"The next {view.currency} earns {view.price:.2f}, in revenue {whose}: less than it costs."
    if not view.frontier or view.frontier[0][0].micros >= view.total_after.micros:
        return text
    total, revenue = view.frontier[0]
    saved = show.money_text((view.total_after - total).micros, view.currency)
    lost = show.money_text((view.revenue_before + view.expected - revenue).micros, view.currency)
    least = show.money_text(total.micros, view.currency)
    return f"{text} The lowest total within these limits, {least} a day, saves {saved} and costs about {lost} of it."


def outcomes(view: RecommendationView, *, cautious: bool) -> dict[bool, str]:
    """What deciding as expected (False) and cautiously (True) bring, side by side, in words."""
    if view.conversions is not None:
        middle, low, high = (_signed(value) for value in view.conversions)
        told = f"{middle} conversions a day ({low} to {high}), " if view.moving else ""
        return {cautious: f"{told}{_moves(len(view.moving))}", not cautious: _other_conversions(view)}
    own = (len(view.moving), view.expected, view.expected_low, view.expected_high)
    found = {cautious: own, not cautious: view.other}
    return {way: _outcome(view, result) for way, result in found.items()}


def _other_conversions(view: RecommendationView) -> str:
    if view.other_conversions is None:
        return "leaves no room for this total"
    moves, ends = view.other_conversions
    middle, low, high = (_signed(value) for value in ends)
    return f"{middle} conversions a day ({low} to {high}), {_moves(moves)}" if moves else _moves(moves)


def _outcome(view: RecommendationView, result: tuple[int, Money, Money, Money] | None) -> str:
    if result is None:
        return "leaves no room for this total"
    moves, *amounts = result
    if not moves:
        return _moves(moves)
    middle, low, high = (view.relative(amount) for amount in amounts)
    if middle is None or low is None or high is None:
        return _moves(moves)
    ends = f"{show.percent_text(low, places=1).removesuffix('%')} to {show.percent_text(high, places=1)}"
    told = show.percent_text(middle, places=1, signed=True)
    return f"{told} ({ends}), {_moves(moves)}"


def _moves(number: int) -> str:
    return show.count(number, "budget moves", "budgets move") if number else "nothing moves"


def _signed(value: float) -> str:
    return f"{value:+,.2f}".replace("-", "\N{MINUS SIGN}")


def headline(view: RecommendationView) -> str:
    """The answer: “Same €4,200 a day; +2.9% revenue expected (0.4 to 5.1%)”."""
    total = show.money_text(view.total_after.micros, view.currency, places=_places(view.total_after))
    same = "Same " if view.total_after == view.total_before else ""
    if not view.moving:
        return f"{same}{total} a day: nothing {'worth moving' if view.unworthy else 'should move now'}"
    if view.conversions is not None:
        middle_, low_, high_ = (_signed(value) for value in view.conversions)
        return f"{same}{total} a day; {middle_} conversions a day expected ({low_} to {high_})"
    middle = view.relative(view.expected)
    if middle is None:
        return f"{same}{total} a day; the effect on revenue is not known"
    low, high = view.relative(view.expected_low) or 0.0, view.relative(view.expected_high) or 0.0
    told = show.percent_text(middle, places=1, signed=True)
    ends = f"{show.percent_text(low, places=1).removesuffix('%')} to {show.percent_text(high, places=1)}"
    return f"{same}{total} a day; {told} revenue expected ({ends})"


def _places(amount: Money) -> int | None:
    """A headline leaves out cents that are nought."""
    return 0 if amount.micros % 1_000_000 == 0 else None


def asks(view: RecommendationView) -> str:
    """Who asks what: “Ana asks to move €415.00 a day”."""
    if view.state == State.REFUSED:
        return "Refused"
    if not view.moving:
        return "Nothing moves in this recommendation"
    moved = show.money_text(approvals.moved(view.moving).micros, view.currency)
    who = view.proposed_by or "The command line"
    told = {
        State.DRAFT: f"A draft that moves {moved} a day",
        State.PROPOSED: f"{who} asks to move {moved} a day",
        State.APPROVED: f"Approved: {moved} a day move",
        State.PARTLY_APPROVED: f"Approved in part: {moved} a day move",
        State.WITHDRAWN: "Taken back",
    }
    return told[view.state]
