"""The review queue: what needs a person, and what people decided."""
