"""Wording and forms: frozen case content in, files out. Never opens evidence or the store."""
