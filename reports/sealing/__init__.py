"""Seals: whose key signs, what it signs, time stamps on that, and envelopes for transport.

A certificate, a signature, a stamp or an envelope that is to be verified is hostile input: sizes are bounded
and whatever is wrong with it is one sentence. Secret keys stay inside the object that signs; nothing here
shows, copies or writes one in the clear. Nothing here asks a clock or a network.
"""
