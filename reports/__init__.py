"""Wording and forms: frozen case content in, files out; what is written is verified. Never opens evidence or the store."""
