"""The case on disk: SQLAlchemy and SQL live here and nowhere else."""
