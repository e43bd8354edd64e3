"""Holds every figure of a record against every other; all findings are born here."""
