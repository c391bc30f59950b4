"""Text from elsewhere, made safe to show on a terminal."""


def printable(text: str) -> str:
    """The text with control characters and other unprintable ones as escapes, so that they cannot steer a terminal."""
    if text.isprintable():
        return text
    return ''.join(char if char.isprintable() else char.encode('unicode_escape').decode('ascii') for char in text)
