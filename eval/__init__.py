"""Scores any path-to-record function against labels."""
