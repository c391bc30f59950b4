"""Routes ARM requests to the hubs and answers them.

A route has a *kind*, the name that faults and the request log use for it. Two aliases exist because real traffic was
recorded on them: the 2022 path `/managedNetwork/outboundRules`, whose list is keyed by rule name, and Foundry accounts,
whose rules are returned without id, name and type and whose operations look different.
"""

import re
from typing import Any, NamedTuple

from . import errors, resource_graph
from .faults import Target
from .messages import Request, Response
from .operations import FAILED, IN_PROGRESS, Outcome
from .other_resources import OtherResources
from .rules import same_name

MACHINE_LEARNING = 'Microsoft.MachineLearningServices'
_SUBSCRIPTION = r'/subscriptions/(?P<subscription>[^/]+)'
_GROUP = _SUBSCRIPTION + r'/resourceGroups/(?P<group>[^/]+)'
_WORKSPACES = r'/providers/Microsoft\.MachineLearningServices/workspaces'
_RESOURCE = (
    _GROUP + r'/providers/(?P<type>Microsoft\.MachineLearningServices/workspaces|'
    r'Microsoft\.CognitiveServices/accounts)/(?P<name>[^/]+)'
)
_NETWORKS = _RESOURCE + r'/managedNetworks'
_RULES = _RESOURCE + r'(?P<via>/managedNetworks/default|/managedNetwork)?/outboundRules'
_RULE = _RULES + r'/(?P<rule>[^/]+)'
_STATUS = (
    _SUBSCRIPTION + r'/providers/Microsoft\.MachineLearningServices/locations/(?P<location>[^/]+)/'
    r'(?:workspaceOperationsStatus|mfeOperationsStatus)/(?P<operation>[^/]+)'
)

# kind, method, path, the permission that the caller needs
_ROUTES = [
    (kind, method, re.compile(pattern + r'/?$', re.IGNORECASE), action)
    for kind, method, pattern, action in (
        ('subscriptions', 'GET', r'/subscriptions', ''),
        ('subscription', 'GET', _SUBSCRIPTION, 'Microsoft.Resources/subscriptions/read'),
        ('tenants', 'GET', r'/tenants', ''),
        ('groups', 'GET', _SUBSCRIPTION + r'/resourceGroups', 'Microsoft.Resources/subscriptions/resourceGroups/read'),
        ('group', 'GET', _GROUP, 'Microsoft.Resources/subscriptions/resourceGroups/read'),
        ('group', 'HEAD', _GROUP, 'Microsoft.Resources/subscriptions/resourceGroups/read'),
        ('workspace_list', 'GET', _SUBSCRIPTION + _WORKSPACES, '{type}/read'),
        ('workspace_list', 'GET', _GROUP + _WORKSPACES, '{type}/read'),
        ('workspace_get', 'GET', _RESOURCE, '{type}/read'),
        ('workspace_put', 'PUT', _RESOURCE, '{type}/write'),
        ('workspace_patch', 'PATCH', _RESOURCE, '{type}/write'),
        ('provision', 'POST', _RESOURCE + r'/provisionManagedNetwork', '{type}/provisionManagedNetwork/action'),
        ('network_list', 'GET', _NETWORKS, '{type}/managedNetworks/read'),
        ('network_get', 'GET', _NETWORKS + r'/default', '{type}/managedNetworks/read'),
        ('rule_list', 'GET', _RULES, '{type}/outboundRules/read'),
        ('rule_get', 'GET', _RULE, '{type}/outboundRules/read'),
        ('rule_put', 'PUT', _RULE, '{type}/outboundRules/write'),
        ('rule_delete', 'DELETE', _RULE, '{type}/outboundRules/delete'),
        ('poll', 'GET', _STATUS, ''),
        ('resource_graph', 'POST', r'/providers/Microsoft\.ResourceGraph/resources', ''),
        ('dependencies', 'GET', _RESOURCE + r'/outboundNetworkDependenciesEndpoints', '{type}/read'),
        (
            'provider_get',
            'GET',
            _SUBSCRIPTION + r'/providers/(?P<namespace>[^/]+)',
            'Microsoft.Resources/subscriptions/providers/read',
        ),
        (
            'role_assignments',
            'GET',
            r'(?P<scope>.*)/providers/Microsoft\.Authorization/roleAssignments',
            'Microsoft.Authorization/roleAssignments/read',
        ),
        (
            'role_definition',
            'GET',
            r'(?P<scope>.*)/providers/Microsoft\.Authorization/roleDefinitions/(?P<role>[^/]+)',
            'Microsoft.Authorization/roleDefinitions/read',
        ),
        ('resource_get', 'GET', _GROUP + r'/providers/(?P<type>[^/]+/[^/]+)/(?P<name>[^/]+)', '{type}/read'),
    )
]
# service.py answers token, openid and metadata; they are listed here for faults and for the log.
KINDS = (*dict.fromkeys(route[0] for route in _ROUTES), 'poll_location', 'token', 'openid', 'metadata', 'other')


class Route(NamedTuple):
    """A request's kind, the names in its path and the permission it needs."""

    kind: str
    names: dict[str, str | None]
    action: str


def find_route(request: Request) -> Route | None:
    """The route of a request, None if no path fits."""
    for kind, method, pattern, action in _ROUTES:
        match = pattern.match(request.path) if method == request.method else None
        if match:
            names = match.groupdict()
            if kind == 'poll' and request.query.get('type') == 'location':
                kind = 'poll_location'
            resource_type = names.get('type') or f'{MACHINE_LEARNING}/workspaces'
            if names.get('via') == '/managedNetworks/default':
                resource_type += '/managedNetworks'
            return Route(kind, names, action.format(type=resource_type))
    return None


class Arm:
    """Answers ARM requests from the state of a simulator. Callers hold its lock and have settled its operations."""

    def __init__(self, simulator):
        self.simulator = simulator
        self.other_resources = OtherResources(simulator)

    def route(self, request: Request) -> Route | None:
        """The route of a request. An account of Cognitive Services without managed network is a plain resource."""
        route = find_route(request)
        if (
            route
            and route.kind == 'workspace_get'
            and self.simulator.find_hub(request.path) is None
            and '/microsoft.cognitiveservices/' in request.path.lower()
        ):
            route = route._replace(kind='resource_get')
        return route

    def target(self, request: Request, route: Route | None) -> Target:
        authority = self.simulator.authority
        return Target(
            action=route.action if route else '',
            scope=request.path,
            verb='delete' if request.method == 'DELETE' else 'write',
            client=authority.principal.client_id,
            authority=authority.url,
        )

    def answer(self, request: Request, route: Route | None, outcome: Outcome) -> Response:
        """Carry out a request.

        Raises:
            HttpError: ARM or the service refuses it.
        """
        if not (request.header('authorization') or '').startswith('Bearer '):
            raise errors.not_authenticated()
        if not request.api_version:
            raise errors.missing_api_version()
        if route is None:
            raise errors.path_not_found(request.path)
        self._check_scope(route.names)
        around = getattr(self.other_resources, route.kind, None)
        if around:
            return around(request, route.names)
        return getattr(self, '_' + route.kind)(request, route.names, outcome)

    # Subscriptions and groups -------------------------------------------------------------------------------------

    def _subscriptions(self, _request, _names, _outcome):
        return Response(body={'value': [self._subscription_body(one) for one in self.simulator.subscriptions()]})

    def _subscription(self, _request, names, _outcome):
        return Response(body=self._subscription_body(names['subscription']))

    def _tenants(self, _request, _names, _outcome):
        tenant = self.simulator.authority.principal.tenant_id
        return Response(body={'value': [{'id': f'/tenants/{tenant}', 'tenantId': tenant}]})

    def _groups(self, _request, names, _outcome):
        return Response(
            body={
                'value': [
                    _group_body(names['subscription'], group) for group in self.simulator.groups(names['subscription'])
                ]
            }
        )

    def _group(self, request, names, _outcome):
        if request.method == 'HEAD':
            return Response(204)
        return Response(body=_group_body(names['subscription'], names['group']))

    # Workspaces ---------------------------------------------------------------------------------------------------

    def _workspace_list(self, request, names, _outcome):
        listed = [self._view(hub) for hub in self.simulator.hubs.values() if hub.style == 'workspace']
        prefix = '/subscriptions/' + names['subscription'] + '/'
        if names.get('group'):
            prefix += f'resourceGroups/{names["group"]}/'
        return self.simulator.page(request, [one for one in listed if one['id'].lower().startswith(prefix.lower())])

    def _workspace_get(self, _request, names, _outcome):
        return Response(body=self._view(self._hub(names)))

    def _workspace_patch(self, request, names, outcome):
        hub = self._hub(names)
        return self._accept(request, hub, hub.patch(_json(request)), outcome, lambda: self._view(hub))

    def _workspace_put(self, request, names, outcome):
        body = _json(request)
        hub = self.simulator.find_hub(request.path) or self.simulator.create_hub(request.path, body)
        return self._accept(request, hub, hub.patch(body), outcome, lambda: self._view(hub))

    def _provision(self, request, names, outcome):
        hub = self._hub(names)
        return self._accept(request, hub, hub.provision(_json(request)), outcome, lambda: hub.network.get('status'))

    def _network_list(self, request, names, outcome):
        return Response(body={'value': [self._network_get(request, names, outcome).body]})

    def _network_get(self, _request, names, _outcome):
        hub = self._hub(names)
        properties = self._view(hub)['properties']
        return Response(
            body={
                'id': f'{hub.id}/managedNetworks/default',
                'name': 'default',
                'type': f'{names["type"]}/managedNetworks',
                'properties': {
                    'managedNetwork': properties.get('managedNetwork'),
                    'provisioningState': properties.get('provisioningState'),
                },
            }
        )

    # Rules --------------------------------------------------------------------------------------------------------

    def _rule_list(self, request, names, _outcome):
        hub = self._hub(names)
        shown = self._rules(hub)
        if names.get('via') == '/managedNetwork':
            return Response(body=shown)
        return self.simulator.page(request, [_rule_body(hub, names, name, rule) for name, rule in shown.items()])

    def _rule_get(self, _request, names, _outcome):
        return Response(body=self._rule(self._hub(names), names))

    def _rule_put(self, request, names, outcome):
        hub = self._hub(names)
        answer = self._accept(
            request, hub, hub.put_rule(names['rule'], _json(request)), outcome, lambda: self._rule(hub, names)
        )
        if self.simulator.settings.rule_put_answer == 200:
            return Response(200, self._rule(hub, names))
        return answer

    def _rule_delete(self, request, names, outcome):
        hub = self._hub(names)
        change = hub.delete_rule(names['rule'])
        return Response(204) if change is None else self._accept(request, hub, change, outcome, lambda: None)

    # Operations ---------------------------------------------------------------------------------------------------

    def _accept(self, request, hub, change, outcome, result) -> Response:
        """Start the operation of an accepted write and answer with the recorded 202."""
        simulator = self.simulator
        simulator.refuse_overlap(hub, request.method)
        operation = simulator.operations.start(
            hub.duration(change, simulator.settings.timing),
            hub=hub,
            change=change,
            style=hub.style,
            outcome=outcome,
            finish=hub.finish,
            result=result,
            network_id=hub.network.get('networkId') or '',
        )
        headers = operation.headers(
            simulator.url, hub.id.split('/')[2], hub.document['location'], request.api_version, request.path
        )
        return Response(202, None, {**headers, 'x-request-time': '0.100'})

    def _poll(self, _request, names, _outcome):
        return Response(body=self._operation(names).poll_body())

    def _poll_location(self, request, names, _outcome):
        operation = self._operation(names)
        if operation.status == IN_PROGRESS:
            return Response(202, None, {'Location': self.simulator.url + request.target})
        if operation.status == FAILED:
            return Response(400, {'error': dict(operation.outcome.error)})
        body = operation.result()
        return Response(204) if body is None else Response(body=body)

    def _resource_graph(self, request, _names, _outcome):
        return Response(
            body=resource_graph.query(
                _json(request),
                [hub.document for hub in self.simulator.hubs.values()],
                self.simulator.settings.graph_page_size,
            )
        )

    # Shared -------------------------------------------------------------------------------------------------------

    def _check_scope(self, names) -> None:
        subscription, group = names.get('subscription'), names.get('group')
        if subscription and not _among(subscription, self.simulator.subscriptions()):
            raise errors.subscription_not_found(subscription)
        if group and not _among(group, self.simulator.groups(subscription)):
            raise errors.group_not_found(group)

    def _hub(self, names):
        hub = self.simulator.find_hub(
            f'/subscriptions/{names["subscription"]}/resourceGroups/{names["group"]}/providers/{names["type"]}/'
            f'{names["name"]}'
        )
        if hub is None:
            raise errors.resource_not_found(names['type'], names['name'], names['group'])
        return hub

    def _view(self, hub) -> dict[str, Any]:
        return hub.view(self.simulator.operations.running(hub))

    def _rules(self, hub) -> dict[str, Any]:
        return (self._view(hub)['properties'].get('managedNetwork') or {}).get('outboundRules') or {}

    def _rule(self, hub, names) -> dict[str, Any]:
        shown = self._rules(hub)
        name = same_name(names['rule'], shown)
        if name not in shown:
            raise errors.rule_not_found(names['type'], hub.name, name, names['group'])
        return _rule_body(hub, names, name, shown[name])

    def _operation(self, names):
        operation = self.simulator.operations.get(names['operation'])
        if operation is None:
            raise errors.operation_not_found(names['operation'])
        return operation

    def _subscription_body(self, subscription) -> dict[str, Any]:
        number = self.simulator.subscriptions().index(subscription)
        return {
            'id': f'/subscriptions/{subscription}',
            'subscriptionId': subscription,
            'state': 'Enabled',
            'tenantId': self.simulator.authority.principal.tenant_id,
            'displayName': 'Simulated subscription' + (f' {number + 1}' if number else ''),
            'authorizationSource': 'RoleBased',
        }


def _rule_body(hub, names, name, rule) -> dict[str, Any]:
    if hub.style == 'account':
        return {'properties': rule}
    via = names.get('via') or ''
    return {
        'id': f'{hub.id}{via}/outboundRules/{name}',
        'name': name,
        'type': f'{names["type"]}{"/managedNetworks" if via else ""}/outboundRules',
        'properties': rule,
    }


def _group_body(subscription, group) -> dict[str, Any]:
    return {
        'id': f'/subscriptions/{subscription}/resourceGroups/{group}',
        'name': group,
        'type': 'Microsoft.Resources/resourceGroups',
        'location': 'westus3',
        'properties': {'provisioningState': 'Succeeded'},
    }


def _json(request: Request) -> Any:
    try:
        return request.json()
    except ValueError as error:
        raise errors.invalid_body(str(error)) from error


def _among(name: str, names) -> bool:
    return name.lower() in {one.lower() for one in names}
