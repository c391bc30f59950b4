"""Checks of private endpoint rules that lead to nothing."""

from ...facts.limits import MIN_ALIAS_LABELS
from ...facts.private_endpoints import target
from ...model.destinations import NotUnderstood, PrivateEndpoint
from ...model.hosts import ASTERISK
from ...model.hub import ACTIVE
from ...model.resource_ids import parse_resource_id
from ...render.one_line import join_words, reading_problem
from ..check import Hit, family
from ..edits import Edit
from .sources import HUB_ARTICLE, ON_PREMISES_ARTICLE

check = family('correctness')

_TARGETS = f'the lists in {HUB_ARTICLE}'
_SUBRESOURCES = 'MicrosoftDocs/azure-docs private-endpoint-overview.md, 2023-08-02'
_GATEWAY_TYPE = 'microsoft.network/applicationgateways'
_ID_FIELD = 'destination.service_resource_id'


@check(
    'HN312',
    'Private endpoint to an unsupported resource type',
    why='A managed network makes private endpoints to the resource types in its documentation only.',
    remedy='Reach the resource through one that is supported, such as an Application Gateway.',
    source=_TARGETS,
)
def unsupported_type(subject):
    """A target of a type that no article names."""
    for rule, resource in _not_made(subject):
        if target(resource.type) is None:
            yield _hit(
                rule, f'no article on managed networks names {resource.type} as a target', (Edit(rule, remove=True),)
            )


@check(
    'HN313',
    'Private endpoint to a subresource that the type lacks',
    why='The service refuses a subresource target that the resource type does not have.',
    remedy='Write one of the subresources that the message names.',
    source=_SUBRESOURCES,
)
def unsupported_subresource(subject):
    """A subresource target that the documentation of a known type does not have."""
    for rule, resource in _not_made(subject):
        known = target(resource.type)
        if known and known.subresource(rule.destination.subresource_target) is None:
            yield _hit(
                rule,
                f'{resource.type} has no subresource {rule.destination.subresource_target}; it has '
                f'{join_words(known.subresources)}',
                (Edit(rule, fields={'subresource_target': known.subresources[0]}),)
                if len(known.subresources) == 1
                else (),
            )


@check(
    'HN314',
    'Private endpoint without a resource id',
    why='The rule names no resource that an endpoint could be made to.',
    remedy='Write the full id, as az resource show --query id prints it.',
    source='Azure Resource Manager, resource ids',
)
def no_resource_id(subject):
    """A resource id that is malformed or missing."""
    for rule in subject.own_of(NotUnderstood):
        if is_bad_id(rule.destination):
            yield Hit(reading_problem(rule), (rule.name,), (rule.destination,))


@check(
    'HN315',
    'Application Gateway without host names',
    why='Compute reaches what is behind the gateway by the names in fqdns; without them there are none.',
    remedy='List the host names that the gateway serves in fqdns.',
    source=ON_PREMISES_ARTICLE,
)
def gateway_without_names(subject):
    """A rule for an Application Gateway that has no fqdns."""
    for rule, resource in _targets(subject):
        if resource.type.lower() == _GATEWAY_TYPE and not rule.destination.fqdns:
            yield _hit(
                rule,
                f'the Application Gateway {resource.name} is given no host names (fqdns)',
                (Edit(rule, fields={'fqdns': ('<host names>',)}),),
            )


@check(
    'HN316',
    'Alias that cannot work',
    why='The aliases of an Application Gateway are plain host names of at least three labels.',
    remedy='Write names such as repo.corp.example.',
    source=f"{ON_PREMISES_ARTICLE}; the SDK's own sample has shorter names",
)
def short_alias(subject):
    """An alias with fewer than three labels, or with an asterisk."""
    for rule, resource in _targets(subject):
        if resource.type.lower() == _GATEWAY_TYPE:
            for alias in rule.destination.fqdns:
                if alias.rstrip('.').count('.') < MIN_ALIAS_LABELS - 1 or ASTERISK in alias:
                    yield Hit(
                        f"{rule.label}: '{alias}' is no alias that an Application Gateway takes.",
                        (rule.name,),
                        (alias,),
                    )


@check(
    'HN320',
    'Private endpoint to a resource type of uncertain support',
    why='Articles on managed networks name the resource type no more, or never did, but others speak of it.',
    remedy='Write the rule and look at its status, or reach the resource through a type that is supported.',
    source=_TARGETS,
)
def doubtful_type(subject):
    """A target of a type whose support is uncertain."""
    for rule, resource in _not_made(subject):
        known = target(resource.type)
        if known and known.doubt:
            yield _hit(rule, f'whether a managed network reaches {resource.type} is uncertain: {known.doubt}')


def is_bad_id(destination: NotUnderstood) -> bool:
    """Whether a rule was not understood because of its resource id."""
    return destination.kind == 'bad_resource_id' or (
        destination.kind in ('missing', 'wrong_type') and destination.field == _ID_FIELD
    )


def _targets(subject):
    """The user's private endpoint rules with the parts of their resource ids."""
    for rule in subject.own_of(PrivateEndpoint):
        yield rule, parse_resource_id(rule.destination.service_resource_id)


def _not_made(subject):
    """The same without those that are active: the service has made their endpoints, whatever the articles say."""
    return ((rule, resource) for rule, resource in _targets(subject) if rule.status != ACTIVE)


def _hit(rule, text: str, fix=()) -> Hit:
    return Hit(f'{rule.label}: {text}.', (rule.name,), (rule.destination,), fix)
