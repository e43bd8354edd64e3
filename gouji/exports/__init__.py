"""Tables for other programs: every number with its provenance."""
