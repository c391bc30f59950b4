import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.facts import shared_suffixes
from azext_hubnet.core.facts.upload_hosts import UPLOAD_HOSTS, accepts_uploads
from azext_hubnet.core.model import hosts


@pytest.mark.parametrize(
    'pattern, host',
    [
        ('github.com', 'github.com'),
        ('*github.com', 'github.com'),
        ('*.github.com', 'api.github.com'),
        ('gist.github.com', 'gist.github.com'),
        ('huggingface.co', 'huggingface.co'),
        ('*.hf.co', 'cas-server.xethub.hf.co'),
        ('upload.pypi.org', 'upload.pypi.org'),
        ('*.pypi.org', 'upload.pypi.org'),
        ('*.docker.io', 'registry-1.docker.io'),
        ('*.docker.com', 'hub.docker.com'),
        ('*.anaconda.org', 'api.anaconda.org'),
        ('us-docker.pkg.dev', '*.pkg.dev'),
        ('*.pkg.dev', '*.pkg.dev'),
        ('*.dev', '*.pkg.dev'),
        ('pastebin.com', 'pastebin.com'),
        ('*', 'github.com'),
        ('www.dropbox.com', 'www.dropbox.com'),
        ('*.dropbox.com', 'www.dropbox.com'),
        ('*.pastebin.com', 'www.pastebin.com'),
        ('s3.eu-west-3.amazonaws.com', 's3.eu-west-3.amazonaws.com'),
        ('s3.eu-central-1.wasabisys.com', 's3.eu-central-1.wasabisys.com'),
        ('nyc3.digitaloceanspaces.com', 'nyc3.digitaloceanspaces.com'),
    ],
)
def test_a_pattern_allows_a_host_that_takes_data(pattern, host):
    assert accepts_uploads(pattern).host == host


@pytest.mark.parametrize(
    'pattern',
    [
        'pypi.org',
        'files.pythonhosted.org',
        '*.pythonhosted.org',
        'conda.anaconda.org',
        'anaconda.com',
        'docker.io',
        'auth.docker.io',
        'desktop.docker.com',
        'amazonaws.com',
        'bucket.s3.eu-west-3.amazonaws.com',
        'azurewebsites.net',
        'raw.githubusercontent.com',
        'mygithub.com',
        'github.com.evil.example',
        'mcr.microsoft.com',
        '*.vscode.dev',
        'pkg.dev',
        '*.huggingface.co',
        'cdn-lfs.hf.co',
        'transfer.xethub.hf.co',
    ],
)
def test_other_patterns_allow_no_upload_host(pattern):
    assert accepts_uploads(pattern) is None


@given(st.sampled_from(UPLOAD_HOSTS))
def test_every_host_is_found_exactly_and_by_each_wider_wildcard(row):
    assert accepts_uploads(row.host) is not None
    for pattern in hosts.wider(row.host):
        assert accepts_uploads(pattern) is not None


def test_the_table_is_sound():
    names = [row.host for row in UPLOAD_HOSTS]
    assert len(set(names)) == len(names)
    for row in UPLOAD_HOSTS:
        assert hosts.normalise(row.host) == row.host
        assert row.what and row.source


def test_objects_of_any_bucket_cite_the_table_of_shared_hosting():
    assert accepts_uploads('s3.eu-west-1.amazonaws.com').source == shared_suffixes.SOURCE
