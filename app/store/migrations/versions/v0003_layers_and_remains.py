"""Volumes inside others, and what is left of deleted entries."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("volume", sa.Column("within", _INTEGER, nullable=True))
    op.add_column("volume", sa.Column("layer", sa.String(), nullable=True))
    op.add_column("volume", sa.Column("layer_key", sa.String(), nullable=True))
    op.add_column("entry", sa.Column("remains", sa.String(), nullable=True))
    op.add_column("entry", sa.Column("parent_known", sa.Boolean(), nullable=False, server_default="1"))
    op.add_column("entry", sa.Column("flags", sa.String(), nullable=True))
    op.add_column("entry", sa.Column("times_flags", sa.String(), nullable=True))
