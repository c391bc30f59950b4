"""What is checked of a preset as data; test_preset_checks shows that each check can fail."""

import datetime
import re

from azext_hubnet.core.facts import private_endpoints, service_tags
from azext_hubnet.core.model import hosts, ports
from azext_hubnet.core.model.destinations import PROTOCOLS

# hubnet's own revision: what is known from other sources than the primary article counts from here on.
OURS = datetime.date(2026, 11, 22)
ROLES = {
    'storage': 'Microsoft.Storage/storageAccounts',
    'key_vault': 'Microsoft.KeyVault/vaults',
    'container_registry': 'Microsoft.ContainerRegistry/registries',
    'hub': 'Microsoft.MachineLearningServices/workspaces',
    'ai_services': 'Microsoft.CognitiveServices/accounts',
    'search': 'Microsoft.Search/searchServices',
    'registry': 'Microsoft.MachineLearningServices/registries',
    'registry_storage': 'Microsoft.Storage/storageAccounts',
    'registry_container_registry': 'Microsoft.ContainerRegistry/registries',
    'private_link_scope': 'Microsoft.Insights/privateLinkScopes',
    'application_gateway': 'Microsoft.Network/applicationGateways',
}
REGION = '.<region>'

_TOP = {'name', 'title', 'description', 'applies_to', 'sources', 'revisions', 'entries', 'notes'}
_SOURCE = {'title', 'document', 'commit', 'date'}
_ENTRY = {'type', 'destination', 'purpose', 'warning', 'replaced_by', 'listed'}
_LISTING = {'since', 'until', 'source', 'optional'}


def problems(document, name):
    """Everything that is wrong with a preset, in words; an empty list for a sound one."""
    found = list(_shape(document, name))
    if not found:
        found = [*_revisions(document), *_listings(document), *_sources(document), *_sums(document)]
        for entry in document['entries']:
            found += [f'{_key(entry)}: {problem}' for problem in _CHECKS[entry['type']](entry, document)]
    return found


def _shape(document, name):
    yield from _keys('preset', document, _TOP, _TOP - {'notes'})
    if document.get('name') != name or not re.fullmatch('[a-z0-9-]+', name):
        yield f'name {document.get("name")} is not that of the file, or not plain'
    applies_to = document.get('applies_to')
    if not applies_to or not set(applies_to) <= {'hub', 'workspace'} or len(set(applies_to)) != len(applies_to):
        yield 'applies_to is not one or both of hub and workspace'
    for source in (document.get('sources') or {}).values():
        yield from _keys('source', source, _SOURCE, _SOURCE - {'commit'})
    for revision in document.get('revisions') or ():
        yield from _keys('revision', revision, {'date', 'source'}, {'date', 'source'})
    for entry in document.get('entries') or ():
        yield from _keys('entry', entry, _ENTRY, {'type', 'destination', 'purpose', 'listed'})
        if entry.get('type') not in _CHECKS:
            yield f'unknown type {entry.get("type")}'
        for listing in entry.get('listed') or ():
            yield from _keys('listing', listing, _LISTING, {'since', 'source'})
    for note in document.get('notes') or ():
        yield from _keys('note', note, {'text', 'since', 'until'}, {'text'})
    for text in _texts(document):
        if not isinstance(text, str) or not text.strip():
            yield f'{text!r} is no text'
    for day in _days(document):
        if type(day) is not datetime.date:
            yield f'{day!r} is no date'


def _keys(what, given, allowed, needed):
    if set(given) - allowed:
        yield f'{what}: unknown key {sorted(set(given) - allowed)}'
    if needed - set(given):
        yield f'{what}: missing key {sorted(needed - set(given))}'


def _texts(document):
    for field in ('title', 'description'):
        yield document.get(field)
    for source in (document.get('sources') or {}).values():
        yield from (value for key, value in source.items() if key != 'date')
    for entry in document.get('entries') or ():
        yield from (entry[field] for field in ('purpose', 'warning', 'replaced_by') if field in entry)
        yield from (listing['optional'] for listing in entry.get('listed') or () if 'optional' in listing)
    yield from (note.get('text') for note in document.get('notes') or ())


def _days(document):
    yield from (source.get('date') for source in (document.get('sources') or {}).values())
    yield from (revision.get('date') for revision in document.get('revisions') or ())
    periods = [listing for entry in document.get('entries') or () for listing in entry.get('listed') or ()]
    for period in periods + list(document.get('notes') or ()):
        yield from (period[field] for field in ('since', 'until') if field in period)


def _revisions(document):
    dates = [revision['date'] for revision in document['revisions']]
    if not dates or dates != sorted(set(dates)):
        yield 'the revisions are not in ascending order'
    if document['revisions'][-1:] != [{'date': OURS, 'source': 'hubnet'}] or len(dates) < 2:
        yield "the last revision is not hubnet's own, after those of the article"
    for revision in document['revisions']:
        source = document['sources'].get(revision['source'])
        if source and source['date'] != revision['date']:
            yield f'the revision {revision["date"]} has the date of another document'
    periods = [listing for entry in document['entries'] for listing in entry['listed']]
    for period in periods + list(document.get('notes') or ()):
        for field in ('since', 'until'):
            if field in period and period[field] not in dates:
                yield f'{field} {period[field]} is no revision'
        if 'since' in period and 'until' in period and period['since'] >= period['until']:
            yield f'the period from {period["since"]} ends before it begins'


def _listings(document):
    article = {revision['date']: revision['source'] for revision in document['revisions']}
    for entry in document['entries']:
        if not entry['listed']:
            yield f'{_key(entry)}: never listed'
        for earlier, later in zip(entry['listed'], entry['listed'][1:], strict=False):
            if earlier.get('until') is None or earlier['until'] > later['since']:
                yield f'{_key(entry)}: listings overlap or are not in order'
        for listing in entry['listed']:
            if listing['since'] < OURS and listing['source'] != article.get(listing['since']):
                yield f'{_key(entry)}: listed from {listing["since"]} on by another source than the primary article'


def _sources(document):
    used = {item['source'] for item in document['revisions']}
    used |= {listing['source'] for entry in document['entries'] for listing in entry['listed']}
    for name in sorted(used - set(document['sources'])):
        yield f'the source {name} is not defined'
    for name in sorted(set(document['sources']) - used):
        yield f'the source {name} is not used'


def _sums(document):
    for revision in document['revisions']:
        entries = [
            (entry, listing)
            for entry in document['entries']
            for listing in entry['listed']
            if holds(listing, revision['date'])
        ]
        keys = [_key(entry) for entry, _ in entries]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield f'{key}: twice in the revision {revision["date"]}'
        if all('optional' in listing for _, listing in entries):
            yield f'the revision {revision["date"]} requires nothing'


def holds(listing, day):
    return listing['since'] <= day and (listing.get('until') is None or day < listing['until'])


def _key(entry):
    """The destination without its case, as the service compares it."""
    if isinstance(entry['destination'], dict):
        return ' '.join(f'{field}={entry["destination"][field]}' for field in sorted(entry['destination'])).lower()
    return str(entry['destination']).lower()


def _fqdn(entry, document):
    destination = entry['destination']
    try:
        plain = hosts.normalise(destination) == destination
    except (hosts.HostError, AttributeError):
        plain = False
    if not plain or (destination.startswith('*') and not destination.startswith('*.')) or '.' not in destination:
        yield 'no host name in lower case, with *. at the left at most'
        return
    if any(('.' + destination.lstrip('*.')).endswith('.' + suffix) for suffix in service_tags.suffixes('Storage')):
        if 'warning' not in entry:
            yield 'a storage account without a warning'
        if any(holds(listing, OURS) and 'optional' not in listing for listing in entry['listed']):
            yield "a storage account that hubnet's own revision requires"
    if 'replaced_by' in entry:
        following = [other for other in document['entries'] if other['destination'] == entry['replaced_by']]
        until = entry['listed'][-1].get('until')
        if until is None or not any(holds(listing, until) for other in following for listing in other['listed']):
            yield 'what replaces it is not listed when it ends'


def _private_endpoint(entry, _):
    destination = entry['destination']
    if set(destination) != {'service_resource_id', 'subresource_target', 'spark_enabled'}:
        yield 'not the fields of a private endpoint'
        return
    if not isinstance(destination['spark_enabled'], bool):
        yield 'spark_enabled is neither true nor false'
    role = re.fullmatch('<([a-z_]+)>', str(destination['service_resource_id']))
    if role is None or role[1] not in ROLES:
        yield 'the target is no role'
    elif destination['subresource_target'] not in private_endpoints.subresources(ROLES[role[1]]):
        yield 'the service takes no such subresource'
    elif private_endpoints.target(ROLES[role[1]]).doubt:
        yield 'whether the service takes this type is in doubt'
    if 'replaced_by' in entry:
        yield 'replaced_by is for host names'


def _service_tag(entry, _):
    destination = entry['destination']
    if set(destination) != {'service_tag', 'protocol', 'port_ranges'}:
        yield 'not the fields of a service tag'
        return
    tag = str(destination['service_tag'])
    family = tag[: -len(REGION)] if tag.endswith(REGION) else tag
    known = service_tags.known(family)
    if known is None or known.name != family:
        yield 'the tag is not spelled as in the table'
    if destination['protocol'] not in PROTOCOLS:
        yield 'no protocol of a service tag rule'
    if not isinstance(destination['port_ranges'], str) or not _are_ports(destination['port_ranges']):
        yield 'no port ranges in a text'
    if 'replaced_by' in entry:
        yield 'replaced_by is for host names'


def _are_ports(text):
    try:
        return bool(ports.parse(text))
    except ValueError:
        return False


_CHECKS = {'fqdn': _fqdn, 'private_endpoint': _private_endpoint, 'service_tag': _service_tag}
