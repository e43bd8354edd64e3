"""The deterministic reading of the three tables."""
