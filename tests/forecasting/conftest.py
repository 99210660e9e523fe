"""Property tests give the same answer on every run."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("forecasting", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("forecasting")
