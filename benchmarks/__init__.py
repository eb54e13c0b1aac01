"""What this machine does, measured through the faces examiners use. `make bench` runs all of it."""
