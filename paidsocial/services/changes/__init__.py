"""Approvals and budget changes, from proposed to applied."""
