"""Alembic's scripts: how a case written by any earlier version becomes one of this version."""
