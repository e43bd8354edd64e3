"""Labelled reports and the label contract."""
