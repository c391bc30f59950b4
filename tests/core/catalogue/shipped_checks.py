"""What holds for the shipped presets beyond what core/catalogue/check.py asks of every preset file."""

import re

from azext_hubnet.core.facts import service_tags
from azext_hubnet.core.facts.roles import REGION, RESOURCE_TYPES
from azext_hubnet.core.model.destinations import PROTOCOLS

# hubnet's own revision: what is known from other sources than the primary article counts from here on.
OURS = '2026-11-22'

_REQUIRED = {'name', 'title', 'description', 'applies_to', 'sources', 'revisions', 'entries'}
_DESTINATIONS = {
    'service_tag': {'service_tag', 'protocol', 'port_ranges'},
    'private_endpoint': {'service_resource_id', 'subresource_target', 'spark_enabled'},
}


def shipped_problems(document, name):
    """Everything that is wrong with a shipped preset, in words; an empty list for a sound one.

    document: with the sources that presets share.
    """
    found = list(_missing(document))
    return found or [*_forms(document, name), *_revisions(document), *_listings(document), *_sources(document)]


def _missing(document):
    yield from _keys('preset', document, _REQUIRED)
    for key, source in document.get('sources', {}).items():
        yield from _keys(f'source {key}', source, {'title', 'document', 'date'})
    for revision in document.get('revisions', ()):
        yield from _keys('revision', revision, {'date', 'source'})
    for entry in document.get('entries', ()):
        yield from _keys('entry', entry, {'type', 'destination', 'purpose', 'listed'})
        for listing in entry.get('listed', ()):
            yield from _keys('listing', listing, {'since', 'source'})


def _keys(what, given, needed):
    if needed - set(given):
        yield f'{what}: missing key {sorted(needed - set(given))}'


def _forms(document, name):
    """One spelling for everything, where users may choose."""
    if document['name'] != name or not re.fullmatch('[a-z0-9-]+', name):
        yield f'name {document["name"]} is not that of the file, or not plain'
    if not document['applies_to']:
        yield 'applies_to is empty'
    for entry in document['entries']:
        key = _key(entry)
        destination = entry['destination']
        if any(isinstance(listing.get('optional'), bool) for listing in entry['listed']):
            yield f'{key}: optional without a condition'
        if entry['type'] == 'fqdn':
            if ',' in destination:
                yield f'{key}: several hosts in one entry'
        elif set(destination) != _DESTINATIONS.get(entry['type']):
            yield f'{key}: not the fields of a destination of type {entry["type"]}'
        elif entry['type'] == 'private_endpoint':
            if destination['service_resource_id'] not in {f'<{role}>' for role in RESOURCE_TYPES}:
                yield f'{key}: the target is not a role'
            if not isinstance(destination['spark_enabled'], bool):
                yield f'{key}: spark_enabled is neither true nor false'
        else:
            family = destination['service_tag'].removesuffix(f'.<{REGION}>')
            known = service_tags.known(family)
            if known is None or known.name != family:
                yield f'{key}: the tag is not spelled as in the table'
            if destination['protocol'] not in PROTOCOLS:
                yield f'{key}: the protocol is not in capitals'
            if not isinstance(destination['port_ranges'], str):
                yield f'{key}: port_ranges is not a text'


def _revisions(document):
    dates = [revision['date'] for revision in document['revisions']]
    if not dates or dates != sorted(set(dates)):
        yield 'the revisions are not in ascending order'
    if document['revisions'][-1:] != [{'date': OURS, 'source': 'hubnet'}] or len(dates) < 2:
        yield "the last revision is not hubnet's own, after those of the article"
    for revision in document['revisions']:
        source = document['sources'].get(revision['source'])
        if source and source['date'] not in (revision['date'], '{date}'):
            yield f'the revision {revision["date"]} has the date of another document'


def _listings(document):
    article = {revision['date']: revision['source'] for revision in document['revisions']}
    for entry in document['entries']:
        for listing in entry['listed']:
            if listing['since'] < OURS and listing['source'] != article.get(listing['since']):
                yield f'{_key(entry)}: listed from {listing["since"]} on by another source than the primary article'


def _sources(document):
    for name in sorted(named_sources(document) - set(document['sources'])):
        yield f'the source {name} is not defined'


def named_sources(document):
    """The keys of the sources that a preset names."""
    used = {item['source'] for item in document['revisions']}
    return used | {listing['source'] for entry in document['entries'] for listing in entry['listed']}


def holds(listing, day):
    return listing['since'] <= day and (listing.get('until') is None or day < listing['until'])


def _key(entry):
    return str(entry['destination'])
