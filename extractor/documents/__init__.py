"""From bytes to text with positions, one reader for each kind of file."""
