"""Plans as data, disk order, hard links, the census of a listing and the byte ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("scan", sa.Column("plan", sa.JSON(), nullable=True))
    op.add_column("listing_end", sa.Column("census_source", sa.String(), nullable=True))
    op.add_column("listing_end", sa.Column("records_in_use", _INTEGER, nullable=True))
    op.add_column("listing_end", sa.Column("records_met", _INTEGER, nullable=True))
    op.add_column("entry", sa.Column("links", _INTEGER, nullable=False, server_default="1"))
    op.add_column("entry", sa.Column("place_bytes", _INTEGER, nullable=True))
    op.add_column("entry", sa.Column("priority", _INTEGER, nullable=False, server_default="0"))
    op.add_column("examination", sa.Column("read_twice", sa.Boolean(), nullable=False, server_default="0"))
    op.create_table(
        "byte_count",
        sa.Column("scan_id", _INTEGER, nullable=False),
        sa.Column("position", _INTEGER, nullable=False),
        sa.Column("volume", _INTEGER, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("length_bytes", _INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"]),
        sa.PrimaryKeyConstraint("scan_id", "position"),
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER byte_count_no_{verb.lower()} BEFORE {verb} ON byte_count "
            f"BEGIN SELECT RAISE(ABORT, 'facts are never changed or removed'); END"
        )
