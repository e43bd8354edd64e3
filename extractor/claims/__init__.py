"""Figures stated in prose: what they count, and where they stand."""
