"""The result of `check-egress`."""

from typing import Literal, TypedDict

EgressVerdict = Literal['allowed', 'pending', 'blocked', 'maybe']


class EgressJson(TypedDict):
    """The result of `check-egress`.

    host: canonical, or an IP address. port: TCP. rules: names of those that decide, null for one without a name.
    tags: service tags whose addresses may include the host, where the verdict is `maybe`. presets: names of those that
    would allow it. fix: a command that allows it, or null.
    """

    host: str
    port: int
    verdict: EgressVerdict
    rules: list[str | None]
    tags: list[str]
    presets: list[str]
    reason: str
    fix: str | None
