"""Evidence: images, volumes, file systems, entries, digests, known-hash sets. No Qt, clock or settings."""
