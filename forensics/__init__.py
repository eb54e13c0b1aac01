"""Evidence: images, volumes, file systems, entries, digests, known-hash sets. No Qt, no SQL, no clock, no settings."""
