"""Reports of a whole store held against one another: years, bodies, repeated text."""
