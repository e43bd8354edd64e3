"""Alembic migrations of the store; `HEAD` names the newest."""

HEAD = "0005"
