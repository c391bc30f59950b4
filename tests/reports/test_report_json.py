"""The report as JSON: the contract of the command."""

import json

import pytest

from azext_hubnet.core.audit.result import Unreadable
from azext_hubnet.reports import json_report
from tests.reports.makers import HOSTILE, bad_hub, clean_hub, hostile_hub, report

MADE = {'made': '2026-11-25T09:30:15+00:00', 'version': '1.0.0b1'}
AWAY = Unreadable('/subscriptions/s/workspaces/away', 'AuthorizationFailed')


def test_one_hub_is_what_the_command_prints():
    item = bad_hub()
    assert json.loads(json_report.text(report(item))) == {**item.as_json(), **MADE}


def test_many_hubs_and_their_sum():
    items = [bad_hub(), AWAY, clean_hub()]
    read = json.loads(json_report.text(report(*items, fleet=True)))
    summary = {'critical': 1, 'high': 4, 'medium': 3, 'low': 2, 'info': 1, 'waived': 1, 'unreadable': 1}
    assert read == {'hubs': [item.as_json() for item in items], 'summary': summary, **MADE}


def test_fleet_of_one_or_none_is_a_list():
    assert len(json.loads(json_report.text(report(clean_hub(), fleet=True)))['hubs']) == 1
    assert json.loads(json_report.text(report(fleet=True)))['hubs'] == []


@pytest.mark.parametrize('name', HOSTILE)
def test_hostile_names_are_plain_ascii_and_read_back(name):
    text = json_report.text(report(hostile_hub(name)))
    assert text.isascii() and text.replace('\n', '').isprintable()
    assert json.loads(text)['hub']['name'] == name
