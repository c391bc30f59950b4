"""An audit never fails, and every report that it renders can be parsed."""

import json
from datetime import date, datetime, timezone
from html.parser import HTMLParser
from xml.etree import ElementTree

from hypothesis import strategies as st

from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import select
from azext_hubnet.core.audit.subject import Subject
from azext_hubnet.core.catalogue.all_presets import Catalogue
from azext_hubnet.core.model.hub import Rule
from azext_hubnet.reports import write as reports
from tests.properties.examples import holds_for
from tests.properties.world import EVERY_MODE, TYPES, cases, hubs

CATALOGUE, CHECKS, TODAY = Catalogue(), tuple(select()), date(2026, 1, 1)
HOSTILE = st.sampled_from(
    [
        'mine',
        '=1+1',
        '<script>',
        '"',
        "'",
        '|',
        '\x1b[2J',
        '\x00',
        '\u202e',
        ']]>',
        '&amp;',
        '💥',
        '$(reboot)',
        'a\nb',
        '\ufffe',
    ]
)


def judge(on_hub):
    return audit(Subject(on_hub, CATALOGUE, TODAY), CHECKS)


def hostile(on_hub, text):
    """The hub with the text in its name and in those of its rules, and as their errors."""
    rules = tuple(Rule(f'{one.name}{text}', one.destination, one.category, one.status, text) for one in on_hub.rules)
    return on_hub._replace(rules=rules, name=f'hub{text}')


@holds_for(hubs(), HOSTILE, reaching=(*EVERY_MODE, *TYPES, 'not_understood', 'passed', 'found', 'skipped'))
def test_audit_never_raises(on_hub, text):
    result = judge(hostile(on_hub, text))
    assert [outcome.id for outcome in result.outcomes] == [check.id for check in CHECKS]
    shown = json.loads(json.dumps(result.as_json()))
    assert len(shown['findings']) == len(result.findings)
    return {'not_understood' if not one.understood else one.destination.type for one in on_hub.rules} | {
        *cases(on_hub),
        *(outcome.outcome for outcome in result.outcomes),
    }


@holds_for(hubs(), HOSTILE, st.sampled_from(sorted(reports.WRITERS)), reaching=sorted(reports.WRITERS))
def test_every_report_can_be_parsed(on_hub, text, ending):
    result = judge(hostile(on_hub, text))
    made = reports.Report((result,), datetime(2026, 1, 1, tzinfo=timezone.utc), '1.0', CHECKS, CATALOGUE, False)
    written = reports.WRITERS[ending]().text(made)
    written.encode('utf-8')
    # JSON writes them as escapes, or for its readers as they are.
    assert ending in ('.json', '.sarif') or not {'\x1b', '\u202e'} & set(written)
    if ending in ('.json', '.sarif'):
        assert json.loads(written)
    elif ending == '.junit.xml':
        assert list(ElementTree.fromstring(written).iter('testcase'))
    elif ending == '.html':
        HTMLParser().feed(written)
        assert 'hub<script>' not in written
    return {ending}
