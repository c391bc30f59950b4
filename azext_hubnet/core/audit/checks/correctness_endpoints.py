"""Checks of private endpoint rules that lead nowhere."""

from collections.abc import Iterator

from ...facts.limits import MIN_ALIAS_LABELS
from ...facts.private_endpoints import target
from ...model.destinations import NotUnderstood, PrivateEndpoint
from ...model.hosts import ASTERISK
from ...model.hub import ACTIVE, Rule
from ...model.resource_ids import ResourceId, parse_resource_id
from ...render.one_line import join_words, reading_problem
from ..check import Hit, family
from ..edits import Edit
from ..severities import INFO, LOW, MEDIUM
from ..subject import Subject
from .sources import HUB_ARTICLE, ON_PREMISES_ARTICLE

check = family('correctness')

_TARGETS = f'the lists in {HUB_ARTICLE}'
_SUBRESOURCES = 'MicrosoftDocs/azure-docs private-endpoint-overview.md, 2023-08-02'
_GATEWAY_TYPE = 'microsoft.network/applicationgateways'
_ID_FIELD = 'destination.service_resource_id'
_NO_ENDPOINT = 'the service does not create such a private endpoint, and something relies on it'


@check(
    'HN312',
    'Private endpoint to an unsupported resource type',
    severity=MEDIUM,
    because=_NO_ENDPOINT,
    catches='a private endpoint to a resource type that managed networks do not support',
    why='A managed network creates private endpoints only to the resource types in its documentation.',
    remedy='Reach the resource through a supported one, such as an Application Gateway.',
    source=_TARGETS,
)
def unsupported_type(subject: Subject) -> Iterator[Hit]:
    """Find targets of a type that no article names."""
    for rule, _, resource in _not_created(subject):
        if target(resource.type) is None:
            yield _hit(
                rule, f'no article on managed networks names {resource.type} as a target', (Edit(rule, remove=True),)
            )


@check(
    'HN313',
    'Private endpoint to a subresource that the type lacks',
    severity=MEDIUM,
    because=_NO_ENDPOINT,
    catches='a private endpoint to a subresource that the resource type does not have',
    why='The service refuses a subresource target that the resource type does not have.',
    remedy='Write one of the subresources that the message names.',
    source=_SUBRESOURCES,
)
def unsupported_subresource(subject: Subject) -> Iterator[Hit]:
    """Find subresource targets that the documentation of a known type does not have."""
    for rule, destination, resource in _not_created(subject):
        known = target(resource.type)
        if known and known.subresource(destination.subresource_target) is None:
            yield _hit(
                rule,
                f'{resource.type} has no subresource {destination.subresource_target}; it has '
                f'{join_words(known.subresources)}',
                (Edit(rule, fields={'subresource_target': known.subresources[0]}),)
                if len(known.subresources) == 1
                else (),
            )


@check(
    'HN314',
    'Private endpoint without a resource id',
    severity=MEDIUM,
    because=_NO_ENDPOINT,
    catches='a private endpoint whose resource id is malformed or missing',
    why='The rule does not name a resource to which an endpoint could be created.',
    remedy='Write the full id, as az resource show --query id prints it.',
    source='Azure Resource Manager, resource ids',
)
def no_resource_id(subject: Subject) -> Iterator[Hit]:
    """Find resource ids that are malformed or missing."""
    for rule, destination in subject.rules.own_not_understood:
        if is_bad_id(destination):
            yield Hit(reading_problem(rule), (rule.name,), (destination,))


@check(
    'HN315',
    'Application Gateway without host names',
    severity=MEDIUM,
    because='the endpoint is created, but no host name leads to it',
    catches='an Application Gateway without fqdns',
    why='Compute reaches what is behind the gateway by the host names in fqdns, and there are none.',
    remedy='List the host names that the gateway serves in fqdns.',
    source=ON_PREMISES_ARTICLE,
)
def gateway_without_names(subject: Subject) -> Iterator[Hit]:
    """Find rules for an Application Gateway without fqdns."""
    for rule, destination, resource in _targets(subject):
        if resource.type.lower() == _GATEWAY_TYPE and not destination.fqdns:
            yield _hit(
                rule,
                f'the Application Gateway {resource.name} has no host names (fqdns)',
                (Edit(rule, fields={'fqdns': ('<host names>',)}),),
            )


@check(
    'HN316',
    'Alias that cannot work',
    severity=LOW,
    because='one alias does not work; sources disagree on whether the service refuses it',
    catches='an alias of an Application Gateway with fewer than three labels, or with an asterisk',
    why='The aliases of an Application Gateway are plain host names of at least three labels.',
    remedy='Write names such as repo.corp.example.',
    source=f"{ON_PREMISES_ARTICLE}; the SDK's own sample has shorter names",
)
def short_alias(subject: Subject) -> Iterator[Hit]:
    """Find aliases with fewer than three labels, or with an asterisk."""
    for rule, destination, resource in _targets(subject):
        if resource.type.lower() == _GATEWAY_TYPE:
            for alias in destination.fqdns:
                if alias.rstrip('.').count('.') < MIN_ALIAS_LABELS - 1 or ASTERISK in alias:
                    yield Hit(
                        f"{rule.label}: '{alias}' is not an alias that an Application Gateway accepts.",
                        (rule.name,),
                        (alias,),
                    )


@check(
    'HN320',
    'Private endpoint to a resource type of uncertain support',
    severity=INFO,
    because='sources disagree; the service decides when the rule is written',
    catches='a private endpoint to a resource type on which sources disagree',
    why='Articles on managed networks no longer name the resource type, or never did, but other sources do.',
    remedy='Write the rule and check its status, or reach the resource through a supported type.',
    source=_TARGETS,
)
def doubtful_type(subject: Subject) -> Iterator[Hit]:
    """Find targets of a type whose support is uncertain."""
    for rule, _, resource in _not_created(subject):
        known = target(resource.type)
        if known and known.doubt:
            yield _hit(rule, f'it is uncertain whether a managed network reaches {resource.type}: {known.doubt}')


def is_bad_id(destination: NotUnderstood) -> bool:
    """Return whether a rule was not understood because of its resource id."""
    return destination.kind == 'bad_resource_id' or (
        destination.kind in ('missing', 'wrong_type') and destination.field == _ID_FIELD
    )


def _targets(subject: Subject) -> Iterator[tuple[Rule, PrivateEndpoint, ResourceId]]:
    """Yield the user's private endpoint rules with the parts of their resource ids."""
    return (
        (rule, destination, resource)
        for rule, destination in subject.rules.own_endpoints
        if (resource := parse_resource_id(destination.service_resource_id))
    )


def _not_created(subject: Subject) -> Iterator[tuple[Rule, PrivateEndpoint, ResourceId]]:
    """Yield the same without active rules: the service has created their endpoints, whatever the articles say."""
    return (found for found in _targets(subject) if found[0].status != ACTIVE)


def _hit(rule: Rule, text: str, fix: tuple[Edit, ...] = ()) -> Hit:
    return Hit(f'{rule.label}: {text}.', (rule.name,), (rule.destination,), fix)


CHECKS = (
    unsupported_type,
    unsupported_subresource,
    no_resource_id,
    gateway_without_names,
    short_alias,
    doubtful_type,
)
