"""Makes reports whose truth is known: figures first, then the label, then the file.

Nothing here knows how reports are read or verified.
"""
