"""The person: windows, models, keys, colours. Asks app, shows rows."""
