"""The engine: the single writer of scan facts. It starts readers, plans, records, and goes on where it was
stopped.
"""
