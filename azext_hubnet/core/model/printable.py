"""Text from elsewhere, made safe to show on a terminal and in a command to paste."""

import re

# str.isprintable excludes control characters, C1 included, and those that change the direction of text, but not
# invisible ones: letters, marks and selectors of Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt).
_INVISIBLE = re.compile('[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]')


def is_printable(text: str) -> bool:
    """True when the text has no control characters and no invisible characters."""
    return text.isprintable() and not _INVISIBLE.search(text)


def printable(text: str) -> str:
    """The text with control characters and other unprintable ones as escapes, so that none can control a terminal."""
    if is_printable(text):
        return text
    return ''.join(char if is_printable(char) else char.encode('unicode_escape').decode('ascii') for char in text)
