"""Audits with realistic findings, so that reports can be judged whatever the checks of the day find.

Every check here is one of the catalogue's ids with a text of its own: the reports have to carry what checks say, not
these words.
"""

from datetime import datetime, timezone
from importlib import import_module

from azext_hubnet.core.audit.check import Check, Hit
from azext_hubnet.core.audit.result import FOUND, PASSED, SKIPPED, Audit, CheckOutcome, Finding
from azext_hubnet.core.audit.selection import BY_ID
from azext_hubnet.core.catalogue.all_presets import Catalogue
from azext_hubnet.core.facts.platform_rules import required
from azext_hubnet.core.model.hub import Hub
from azext_hubnet.reports.report import Report
from tests.core.makers import GROUP, SEARCH, STORAGE, endpoint, fqdn, hub, rule, tag, unknown

CATALOGUE = Catalogue()
OPENAI = f'{GROUP}/providers/Microsoft.CognitiveServices/accounts/gpt'
MADE = datetime(2026, 11, 25, 9, 30, 15, 250000, timezone.utc)
# What a name may hold to make a report do something; none of it has an effect that a test could not see.
HOSTILE = (
    '<script>alert(1)</script>',
    '</script><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    'javascript:alert(1)',
    '[click](javascript:alert(1))',
    '![x](https://evil.example/x.png)',
    'https://evil.example/x',
    'www.evil.example',
    'a@evil.example',
    '@somebody',
    '#12',
    '`code` ``` ~~~',
    '*a* _b_ ~~c~~ | d |',
    "=cmd|' /C calc'!A0",
    '+1',
    '-1',
    '@SUM(A1)',
    ' =1+1',
    '1. one',
    '- item',
    '> quote',
    '# heading',
    '---',
    '{{ 7*7 }}',
    '{% raw %}',
    ']]>',
    '<!-- -->',
    '--> <b>',
    '&lt;b&gt; &amp;',
    'tab\tnew\nline\rback\x08',
    '\x1b[31mred\x1b[0m',
    'right\u202eto left',
    '\ud800',
    '\ufffe',
    '\x00',
    '\\',
    '\\|',
)


def check(check_id, family, title, **fields):
    return Check(
        **{
            'id': check_id,
            'family': family,
            'title': title,
            'severity': BY_ID[check_id].severity,
            'because': BY_ID[check_id].because,
            'catches': BY_ID[check_id].catches,
            'why': f'Why {title.lower()} matters.',
            'remedy': 'Narrow the rule, or remove it.',
            'source': 'an article, 2026-02-02',
            'run': None,
            **fields,
        }
    )


EVERYTHING = check(
    'HN201',
    'exposure',
    'Everything allowed',
    why='One rule allows every host, so no other rule restricts anything.',
    remedy='Remove the rule once the hosts that your scenarios need are allowed by name.',
)
ANY_STORAGE = check(
    'HN203',
    'exposure',
    'Wildcard over storage of any tenant',
    why='Anybody can make a storage account with such a name; what compute writes there is theirs.',
    remedy='Allow your own accounts by name or, better, by private endpoint.',
)
HOSTING = check(
    'HN204',
    'exposure',
    'Wildcard over shared hosting',
    why='Anybody can rent a name that the rule allows, within minutes, and receive what is sent there.',
)
TAG_OF_ALL = check(
    'HN207',
    'exposure',
    'Service tag of all tenants',
    why="The tag stands for the addresses of everybody's resources of that service.",
)
ANY_PORT = check('HN209', 'exposure', 'Any port')
UPLOADS = check('HN214', 'exposure', 'Host that accepts uploads', why='Good to know when judging what may leave.')
BAD_HOST = check(
    'HN301',
    'correctness',
    'URL, path or port in an FQDN rule',
    why='The rule allows nothing, although it looks as if it did.',
)
FAILED = check(
    'HN401',
    'health',
    'Failed rule',
    why='What the rule is for does not work.',
    remedy='Mend the cause that the service names, then write the rule again.',
)
REQUIRED = check('HN402', 'health', 'Failed rule of the platform')
DUPLICATE = check('HN501', 'hygiene', 'Duplicate rule', remedy='Remove one of them.')
INCOMPLETE = check('HN601', 'scenarios', 'Incomplete scenario', remedy='Add what is missing.')
NO_NETWORK = check('HN101', 'isolation', 'No managed network')
INTERNET = check('HN102', 'isolation', 'All internet outbound allowed')
EXPIRED = check('HN801', 'waivers', 'Waiver has expired')
ROLE = check('HN701', 'live', 'Approver role missing')
CHECKS = (
    NO_NETWORK,
    INTERNET,
    EVERYTHING,
    ANY_STORAGE,
    HOSTING,
    TAG_OF_ALL,
    ANY_PORT,
    UPLOADS,
    BAD_HOST,
    FAILED,
    REQUIRED,
    DUPLICATE,
    INCOMPLETE,
    ROLE,
)

PLATFORM = tuple(rule(f'__SYS_{number}', forms[0], category='Required') for number, forms in enumerate(required(hub())))
PACKAGES = tuple(
    rule(f'hn-{number}', host)
    for number, host in enumerate(
        (
            'anaconda.com',
            '*.anaconda.com',
            '*.anaconda.org',
            'pypi.org',
            '*.pythonhosted.org',
            'pytorch.org',
            '*.pytorch.org',
            '*.tensorflow.org',
        )
    )
)


def finding(of_check, message, *destinations, rules=(), fix=(), waived=None):
    return Finding(of_check, Hit(message, tuple(rules), tuple(destinations), tuple(fix)), waived)


def audit(on_hub, *findings, checks=CHECKS, skipped=None, **fields):
    """An audit whose outcomes fit its findings; skipped: reasons by id."""
    found = {one.check.id for one in findings}
    skipped = skipped or {}
    outcomes = tuple(
        CheckOutcome(one.id, SKIPPED, skipped[one.id])
        if one.id in skipped
        else CheckOutcome(one.id, FOUND if one.id in found else PASSED)
        for one in checks
    )
    return Audit(on_hub, tuple(sorted(findings, key=lambda one: one.sort_key)), outcomes, **fields)


def report(*items, checks=CHECKS, fleet=False):
    return Report(items, MADE, '1.0.0b1', checks, CATALOGUE, fleet)


def text(name, *items, **fields):
    """What the writer of that name makes of the items."""
    return import_module(f'azext_hubnet.reports.{name}').text(report(*items, **fields))


def remove(name, hub_name='ai-research'):
    return f'az ml workspace outbound-rule remove -g rg-ai -w {hub_name} --rule={name} --yes'


def bad_hub(name='ai-research'):
    """A hub with a bit of everything that can be wrong."""
    hub_id = f'{GROUP}-ai/providers/Microsoft.MachineLearningServices/workspaces/{name}'
    own = [
        rule('allow-all', '*'),
        rule('blobs', '*.blob.core.windows.net'),
        rule('web', '*.azurewebsites.net'),
        rule('edge', '*.azureedge.net'),
        rule('storage', tag('Storage', '1-65535', '*')),
        rule('sql', tag('Sql.westus3', '1433')),
        rule('github', fqdn('github.com', '*.github.com')),
        rule('crm', 'crm.contoso.example'),
        rule('feeds', 'packages.contoso.example'),
        rule('partner', tag('Internet', '443', prefixes=('203.0.113.0/24', '198.51.100.7'))),
        rule('url', unknown('https://pypi.org/simple', "'https://pypi.org/simple' is a URL", type_name='fqdn')),
        rule('search', endpoint(SEARCH, 'searchService'), 'Failed', error='AuthorizationFailed'),
        rule('models', endpoint(STORAGE + '9', 'blob')),
        rule('pypi-again', 'pypi.org'),
        rule('Connection_openai', endpoint(OPENAI, 'account')),
    ]
    marks = [
        finding(EVERYTHING, 'allow-all allows every host.', '*', rules=['allow-all'], fix=[remove('allow-all', name)]),
        finding(
            ANY_STORAGE,
            'blobs allows blob storage of any tenant: *.blob.core.windows.net.',
            '*.blob.core.windows.net',
            rules=['blobs'],
            fix=[remove('blobs', name)],
        ),
        finding(
            HOSTING,
            'web allows whatever anybody hosts below azurewebsites.net.',
            '*.azurewebsites.net',
            rules=['web'],
            fix=[remove('web', name)],
        ),
        finding(
            HOSTING,
            'edge allows whatever anybody hosts below azureedge.net.',
            '*.azureedge.net',
            rules=['edge'],
            fix=[remove('edge', name)],
        ),
        finding(
            TAG_OF_ALL,
            'storage allows the storage accounts of every tenant.',
            tag('Storage', '1-65535', '*'),
            rules=['storage'],
            fix=[remove('storage', name)],
        ),
        finding(ANY_PORT, 'storage opens every port and protocol.', tag('Storage', '1-65535', '*'), rules=['storage']),
        finding(UPLOADS, 'github allows github.com, which accepts uploads.', 'github.com', rules=['github']),
        finding(
            BAD_HOST,
            "url holds a URL, 'https://pypi.org/simple', and allows nothing.",
            rules=['url'],
            fix=[remove('url', name)],
        ),
        finding(
            FAILED,
            "search has failed: AuthorizationFailed. The likely cause: the hub's identity may not approve "
            'private endpoint connections of the target.',
            endpoint(SEARCH, 'searchService'),
            rules=['search'],
            fix=[
                'az role assignment create --assignee 00000000-0000-0000-0000-00000000000a '
                "--role 'Azure AI Enterprise Network Connection Approver' --scope " + SEARCH
            ],
        ),
        finding(
            DUPLICATE,
            'hn-3 and pypi-again both allow pypi.org.',
            'pypi.org',
            rules=['hn-3', 'pypi-again'],
            fix=[remove('pypi-again', name)],
        ),
        finding(
            INCOMPLETE,
            'vscode is mostly there but lacks *.vscode-unpkg.net and 2 more.',
            fix=[f'az hubnet preset add -g rg-ai -w {name} -p vscode'],
        ),
        finding(
            TAG_OF_ALL,
            'sql allows the databases of every tenant in westus3.',
            tag('Sql.westus3', '1433'),
            rules=['sql'],
            waived='Migration until the end of March, agreed with the security team (CHG-4711)',
        ),
    ]
    vscode = tuple(
        rule(f'code-{number}', host)
        for number, host in enumerate(
            ('*.vscode.dev', 'vscode.blob.core.windows.net', '*.gallerycdn.vsassets.io', 'raw.githubusercontent.com')
        )
    )
    return audit(
        hub(*PLATFORM, *PACKAGES, *vscode, *own, id=hub_id, name=name),
        *marks,
        projects=3,
        skipped={'HN701': 'the signed-in principal may not read role assignments'},
    )


def clean_hub(name='ai-prod', *findings):
    """A hub with the platform's rules and one whole scenario."""
    hub_id = f'{GROUP}-ai/providers/Microsoft.MachineLearningServices/workspaces/{name}'
    return audit(hub(*PLATFORM, *PACKAGES, id=hub_id, name=name), *findings)


def hostile_hub(name):
    """A hub in which every text that comes from outside is this one."""
    on_hub = Hub(
        rules=(
            rule(name, fqdn('a.example')),
            rule(name + '2', endpoint(name, name)),
            rule(name + '3', tag(name, '443')),
            rule(name, unknown(name, name, name)),
        ),
        id=f'/subscriptions/{name}/workspaces/{name}',
        name=name,
        isolation_mode=name,
        firewall_sku=name,
    )
    marks = [
        finding(one, name, name, endpoint(name, name), tag(name), unknown(name), rules=[name, None], fix=[name])
        for one in (EVERYTHING, FAILED, INCOMPLETE, UPLOADS)
    ]
    return audit(on_hub, *marks, finding(HOSTING, name, name, rules=[name], waived=name), skipped={'HN701': name})
