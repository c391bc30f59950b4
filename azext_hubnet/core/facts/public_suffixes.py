"""The Public Suffix List, read from the package publicsuffixlist.

Its ICANN section lists the suffixes under which registries sell names, its private section those under which providers
rent or give out names. The package is imported on first use.
Source: publicsuffix.org.
"""

import re
from functools import cache
from typing import NamedTuple

_DATE = re.compile(r'(\d{4})(\d{2})(\d{2})$')


class Sections(NamedTuple):
    """The rules of the list, in ASCII; private ones with the name of the provider."""

    icann: tuple[str, ...]
    private: dict[str, str]


@cache
def sections() -> Sections:
    """Both sections, read once."""
    from publicsuffixlist import PSLFILE

    with open(PSLFILE, encoding='utf-8') as file:
        return _parse(file.read())


def list_date() -> str | None:
    """The date of the list as ISO text, from the version of the package; None for a version without a date."""
    # Releases before 1.1 have no version attribute.
    from importlib.metadata import version

    found = _DATE.search(version('publicsuffixlist'))
    return '-'.join(found.groups()) if found else None


def _parse(text: str) -> Sections:
    """The rules in the text of the list.

    Each block belongs to a provider, whose name starts its first comment, mostly with an address after ' : '. A block
    without a comment belongs to the provider of the block before.
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
