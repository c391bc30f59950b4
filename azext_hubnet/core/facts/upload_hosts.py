"""Single hosts that accept data from anyone: allowing one lets data out to anyone with an account there.

Many customers share each host, so rules name it exactly; suffixes with a name per customer are in shared_suffixes. It
is not wrong to allow these hosts, but a reader should know what can be sent.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from ..model import hosts
from .shared_hosting import is_store
from .shared_suffixes import SOURCE as SUFFIXES_SOURCE
from .shared_suffixes import SOURCES

AS_OF: Final = '2026-11-27'
SOURCE: Final = f"hubnet's own table of hosts that accept uploads, as of {AS_OF}"
_SOURCES: Mapping[str, str] = {
    **SOURCES,
    'github': 'Communicating with self-hosted runners (docs.github.com, read 2026-11-25)',
    'docker': 'Allowlist for Docker Desktop (docker/docs content/manuals/desktop/setup/allow-list.md, read 2026-11-25)',
    'pypirc': 'The .pypirc file (packaging.python.org, read 2026-11-25)',
}


class UploadHost(NamedTuple):
    """A host that accepts data.

    Attributes:
        host: A host or a host pattern.
        what: What can be sent, in the plural.
        source: Where this is documented.
    """

    host: str
    what: str
    source: str


def _rows(what: str, source: str, *names: str) -> Iterator[UploadHost]:
    return (UploadHost(name, what, _SOURCES[source]) for name in names)


def _sites(what: str, source: str, *names: str) -> Iterator[UploadHost]:
    """The same for sites, which also have a name with www."""
    return _rows(what, source, *names, *(f'www.{name}' for name in names if name.count('.') == 1))


# For a wildcard that allows several, the first is reported.
UPLOAD_HOSTS: tuple[UploadHost, ...] = (
    *_rows('commits, issues and gists', 'lots', 'github.com'),
    *_rows('commits, issues, gists and release files', 'github', 'api.github.com'),
    *_rows('release files and gists', 'vendor', 'uploads.github.com', 'gist.github.com'),
    *_rows('commits and issues', 'lots', 'gitlab.com', 'bitbucket.org', 'gitee.com'),
    *_rows('commits and packages', 'vendor', 'dev.azure.com', 'pkgs.dev.azure.com'),
    # The Xet protocol uploads the parts of large files to its cas-server; its other hosts only serve downloads.
    *_rows(
        'models, data sets and Spaces',
        'vendor',
        'huggingface.co',
        'cas-server.xethub.hf.co',
        'cas-server.xethub-eu.hf.co',
    ),
    *_rows('packages', 'pypirc', 'upload.pypi.org', 'test.pypi.org'),
    *_rows(
        'packages', 'vendor', 'api.anaconda.org', 'registry.npmjs.org', 'crates.io', 'rubygems.org', 'www.nuget.org'
    ),
    *_rows('container images', 'docker', 'registry-1.docker.io', 'hub.docker.com'),
    *_rows('container images', 'github', 'ghcr.io'),
    *_rows(
        'container images',
        'vendor',
        'quay.io',
        'registry.gitlab.com',
        'gcr.io',
        'us.gcr.io',
        'eu.gcr.io',
        'asia.gcr.io',
        '*.pkg.dev',
        'public.ecr.aws',
    ),
    *_rows('data sets and notebooks', 'vendor', 'www.kaggle.com', 'api.wandb.ai', 'zenodo.org'),
    *_rows('prompts and files', 'vendor', 'api.openai.com', 'api.anthropic.com'),
    *_rows('files to any OneLake', 'vendor', 'onelake.dfs.fabric.microsoft.com', 'onelake.blob.fabric.microsoft.com'),
    *_rows('objects to any bucket', 'lots', 'storage.googleapis.com', 'firebasestorage.googleapis.com'),
    # Those of single regions, and of other providers, are found as stores.
    *_rows('objects to any bucket', 'vendor', 's3.amazonaws.com'),
    *_rows('files and messages of any tenant', 'lots', 'graph.microsoft.com', 'onedrive.live.com', 'forms.office.com'),
    *_sites(
        'files',
        'lots',
        'drive.google.com',
        'docs.google.com',
        'dropbox.com',
        'icloud.com',
        'mega.nz',
        'mediafire.com',
        'pcloud.com',
        'wetransfer.com',
        'transfer.sh',
        'filebin.net',
        'filetransfer.io',
        'ufile.io',
        'anonfiles.com',
        'archive.org',
    ),
    *_sites(
        'files',
        'vendor',
        'www.googleapis.com',
        'content.dropboxapi.com',
        'upload.box.com',
        'file.io',
        '0x0.st',
        'gofile.io',
        '*.gofile.io',
        'catbox.moe',
    ),
    *_sites(
        'texts',
        'lots',
        'pastebin.com',
        'pastebin.pl',
        'paste.ee',
        'pastie.org',
        'textbin.net',
        'rentry.co',
        'ix.io',
        'sprunge.us',
        'clbin.com',
        'telegra.ph',
        'zerobin.net',
        'ideone.com',
        'codepen.io',
        'notion.so',
    ),
    *_sites('texts', 'vendor', 'hastebin.com', 'dpaste.com', 'dpaste.org'),
    *_sites('messages and files', 'lots', 'discord.com', 'slack.com', 'api.telegram.org', 'trello.com', 'reddit.com'),
    *_rows('messages', 'vendor', 'hooks.slack.com'),
    *_sites('any request', 'vendor', 'webhook.site'),
)
# Most rules name one host; a search through all rows for each would take most of the time of a large audit.
_BY_HOST: Mapping[str, UploadHost] = {row.host: row for row in UPLOAD_HOSTS}
_PATTERNS: tuple[UploadHost, ...] = tuple(row for row in UPLOAD_HOSTS if row.host.startswith(hosts.ASTERISK))


def accepts_uploads(pattern: str) -> UploadHost | None:
    """The first host in the table that a canonical pattern (hosts.py) allows; None if it allows none."""
    if pattern.startswith(hosts.ASTERISK):
        rows = [row for row in _PATTERNS if hosts.covers(row.host, pattern)]
        narrower = _by_ending().get(pattern[1:])
        return min([*rows, narrower] if narrower else rows, key=UPLOAD_HOSTS.index, default=None)
    return (
        _BY_HOST.get(pattern)
        or next((row for row in _PATTERNS if hosts.covers(row.host, pattern)), None)
        or (UploadHost(pattern, 'objects to any bucket', SUFFIXES_SOURCE) if is_store(pattern) else None)
    )


@cache
def _by_ending() -> Mapping[str, UploadHost]:
    """The first row of the table for every ending of its hosts."""
    found: dict[str, UploadHost] = {}
    for row in UPLOAD_HOSTS:
        name = row.host.lstrip(hosts.ASTERISK)
        for start in range(len(name) + 1):
            found.setdefault(name[start:], row)
    return found
