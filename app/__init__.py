"""The case and its work: store, engine, command line. No Qt."""
