"""Sheets: forms laid over the page they belong to, opened and closed at once."""
