"""Wording and forms: frozen case content in, files out, and what is written is verified.

Never opens evidence or the store.
"""
