"""Alembic's entry point. The store hands over its own open connection; nothing is read from a configuration
file.
"""

from alembic import context

from app.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
