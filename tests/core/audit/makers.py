"""Small builders for the tests of the audit."""

from datetime import date
from functools import cache

from azext_hubnet.core.audit.result import Finding
from azext_hubnet.core.audit.run import with_commands
from azext_hubnet.core.audit.selection import BY_ID
from azext_hubnet.core.audit.subject import Skip, Subject
from azext_hubnet.core.catalogue.all_presets import Catalogue

TODAY = date(2026, 11, 25)


@cache
def catalogue():
    return Catalogue()


def subject(on_hub, live=None, today=TODAY, **fields):
    """What the checks look at, with the shipped presets."""
    return Subject(on_hub, catalogue(), today, live=live, **fields)


def hits(check_id, on_hub, **fields):
    """All that one check finds on a hub, with the commands that fix it if nothing else is found."""
    check = BY_ID[check_id]
    return [
        finding.hit
        for found in check.run(subject(on_hub, **fields))
        for finding in with_commands(on_hub, [Finding(check, found)])
    ]


def skipped(check_id, on_hub, **fields):
    """Why one check was skipped, or None."""
    try:
        hits(check_id, on_hub, **fields)
    except Skip as ex:
        return ex.reason
    return None
