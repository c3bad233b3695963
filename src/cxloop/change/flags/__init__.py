"""Flags in flagd's format: read once, then evaluated in well under a microsecond a rule."""
