"""Pictures of evidence made small and plain enough to be looked at, in a process that may die."""
