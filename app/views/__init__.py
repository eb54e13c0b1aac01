"""What is recorded, as people and programs outside see it: records for scripts, rows for the desktop,
sentences for events.
"""
