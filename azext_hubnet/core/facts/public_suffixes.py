"""The Public Suffix List, as the package publicsuffixlist carries it.

Its ICANN section names the suffixes that registries sell names under, its private section those that providers rent or
give names out under; it is kept at publicsuffix.org. The package is imported by the first question, not before.
"""

import re
from functools import cache
from typing import NamedTuple

_DATE = re.compile(r'(\d{4})(\d{2})(\d{2})$')


class Sections(NamedTuple):
    """The rules of the list, in ASCII and in its own spelling; private ones with the provider, as the list names it."""

    icann: tuple[str, ...]
    private: dict[str, str]


@cache
def sections() -> Sections:
    """Both sections, read once."""
    from publicsuffixlist import PSLFILE

    with open(PSLFILE, encoding='utf-8') as file:
        return _parse(file.read())


def list_date() -> str | None:
    """The day of the list, as ISO text, by the version of the package; None for a version without one."""
    # Releases before 1.1 do not tell their version themselves.
    from importlib.metadata import version

    found = _DATE.search(version('publicsuffixlist'))
    return '-'.join(found.groups()) if found else None


def _parse(text: str) -> Sections:
    """A block is a provider's: its first comment begins with the name, mostly with an address after ' : '.

    A block without a comment is the same provider's as the one before.
    """
    icann, private = [], {}
    before, _, after = text.partition('===BEGIN PRIVATE DOMAINS===')
    for line in before.splitlines():
        if line and not line.startswith('//'):
            icann.append(_ascii(line))
    owner, fresh = '', True
    for line in after.splitlines():
        if line.startswith('//'):
            owner = line[2:].partition(' : ')[0].strip() if fresh else owner
        elif line:
            private[_ascii(line)] = owner
        fresh = not line.strip()
    return Sections(tuple(icann), private)


def _ascii(line: str) -> str:
    rule = line.split()[0].lower()
    return rule if rule.isascii() else rule.encode('idna').decode('ascii')
