"""What whoever drives the sandbox may do: move its clock, put faults in line, read its books, edit as a person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from paidsocial.sandbox.server.faults import Fault
from paidsocial.sandbox.server.state import Sandbox


def routes(sandbox: Sandbox) -> Blueprint:
    """The control door."""
    door = Blueprint("_sandbox", __name__)

    @door.get("/clock")
    def clock() -> Response:
        return jsonify(now=sandbox.now.isoformat())

    @door.post("/clock")
    def move() -> tuple[Response, int] | Response:
        said = request.get_json()
        by = timedelta(days=said.get("days", 0), hours=said.get("hours", 0), seconds=said.get("seconds", 0))
        if "to" in said:
            by = datetime.fromisoformat(said["to"]) - sandbox.now
        try:
            sandbox.advance(by)
        except ValueError as error:
            return jsonify(error=str(error)), 400
        return jsonify(now=sandbox.now.isoformat())

    @door.post("/faults")
    def fault() -> tuple[Response, int] | Response:
        try:
            sandbox.faults.add(Fault(**request.get_json()))
        except (TypeError, ValueError) as error:
            return jsonify(error=str(error)), 400
        return jsonify(waiting=len(sandbox.faults.waiting))

    @door.delete("/faults")
    def behave() -> Response:
        sandbox.faults.clear()
        return jsonify(waiting=0)

    @door.get("/writes")
    def writes() -> Response:
        return jsonify([asdict(write) | {"at": write.at.isoformat()} for write in sandbox.writes])

    @door.post("/budget")
    def budget() -> Response:
        said = request.get_json()
        sandbox.set_budget(said["target"], int(said["micros"]), said.get("who", "somebody on the platform"))
        return jsonify(budget=sandbox.budget(said["target"]))

    @door.get("/books/<account_id>")
    def books(account_id: str) -> Response:
        first, last = (date.fromisoformat(request.args[name]) for name in ("first", "last"))
        return jsonify(_books(sandbox, account_id, first, last))

    return door


def _books(sandbox: Sandbox, account_id: str, first: date, last: date) -> dict[str, Any]:
    """Sums by ad set as the platform would tell them now, in micros."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for line in sandbox.lines(account_id, first, last):
        row = sums[line.ad_set.id]
        for place, name in enumerate(("spend", "impressions", "clicks", "conversions", "revenue")):
            row[place] += getattr(line, name)
    return dict(sums)
