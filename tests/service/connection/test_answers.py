"""Headers in answers of ARM."""

from email.utils import formatdate
from types import SimpleNamespace

import pytest

from azext_hubnet.service.connection import answers


@pytest.mark.parametrize(
    'value, seconds',
    [
        (None, 0),
        ('', 0),
        ('7', 7),
        ('0.5', 0.5),
        ('-3', 0),
        ('soon', 0),
        ('nan', 0),
        (formatdate(1_700_000_030, usegmt=True), 30),
        (formatdate(1_600_000_000, usegmt=True), 0),
    ],
)
def test_retry_after_is_read_as_number_or_date(monkeypatch, value, seconds):
    monkeypatch.setattr(answers, 'time', SimpleNamespace(time=lambda: 1_700_000_000.0))
    assert answers.retry_after({'Retry-After': value} if value is not None else {}) == seconds
