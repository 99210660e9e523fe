"""A password whose hash was made with other parameters than today's still signs in, and is hashed anew."""

from __future__ import annotations

import argon2
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import User
from paidsocial.services.access import Role
from tests.support.browser import PASSWORD, Browser
from tests.web.conftest import Cast


def test_an_older_hash_is_renewed_at_sign_in(app: Flask, cast: Cast, session: Session) -> None:
    older = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with transaction(session):
        session.scalars(select(User).where(User.email == cast.email(Role.FINANCE))).one().password = older
    browser = Browser(app.test_client())
    assert browser.sign_in(cast.email(Role.FINANCE)).status == 302
    assert browser.get("/finance/").status == 200
    session.expire_all()
    session.rollback()
    assert session.scalars(select(User.password).where(User.email == cast.email(Role.FINANCE))).one() != older
