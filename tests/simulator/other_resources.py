"""Other resources that hubnet reads: resource providers, roles, targets of rules, dependencies of a workspace.

Assumed, unless the settings say otherwise: every resource provider is registered, and every resource that a rule or a
workspace names exists and admits no subnet by service endpoint. The dependencies are those of the example in the REST
specification (ExternalFQDN/get.json) and one more category; what the real service returns is not known.
"""

from typing import Any

from . import errors, roles
from .messages import Request, Response

DEPENDENCIES = (
    ('Azure Active Directory', 'login.microsoftonline.com', 443),
    ('Azure portal', 'management.azure.com', 443),
    ('Azure Machine Learning', 'ml.azure.com', 443),
)
_OWN_RESOURCES = ('storageAccount', 'keyVault', 'containerRegistry', 'applicationInsights')


class OtherResources:
    """Answers from the settings and hubs of a simulator. Its methods are named after the kinds of requests."""

    def __init__(self, simulator):
        self.simulator = simulator

    @property
    def settings(self):
        return self.simulator.settings

    def provider_get(self, _request: Request, names: dict[str, str | None]) -> Response:
        namespace = names['namespace']
        state = {name.lower(): state for name, state in self.settings.providers.items()}.get(
            namespace.lower(), 'Registered'
        )
        return Response(
            body={
                'id': f'/subscriptions/{names["subscription"]}/providers/{namespace}',
                'namespace': namespace,
                'registrationPolicy': 'RegistrationRequired',
                'registrationState': state,
                'resourceTypes': [],
            }
        )

    def role_assignments(self, request: Request, names: dict[str, str | None]) -> Response:
        found = roles.assignments(
            names['scope'], request.query.get('$filter') or '', self.settings.role_assignments, self.settings.groups
        )
        return self.simulator.page(request, found)

    def role_definition(self, _request: Request, names: dict[str, str | None]) -> Response:
        return Response(body=roles.definition(names['scope'], names['role'], self.settings.role_definitions))

    def resource_get(self, request: Request, names: dict[str, str | None]) -> Response:
        resource = request.path.rstrip('/')
        given = {one.lower(): properties for one, properties in self.settings.resources.items()}
        if resource.lower() not in {*given, *self._named()}:
            raise errors.resource_not_found(names['type'], names['name'], names['group'])
        return Response(
            body={
                'id': resource,
                'name': names['name'],
                'type': names['type'],
                'location': 'westus3',
                'properties': given.get(resource.lower(), {}),
            }
        )

    def dependencies(self, _request: Request, _names: dict[str, str | None]) -> Response:
        rows = DEPENDENCIES if self.settings.dependencies is None else self.settings.dependencies
        return Response(
            body={
                'value': [
                    {
                        'properties': {
                            'category': category,
                            'endpoints': [{'domainName': host, 'endpointDetails': [{'port': port}]}],
                        }
                    }
                    for category, host, port in rows
                ]
            }
        )

    def _named(self) -> list[str]:
        """The lower-case ids of all resources that the hubs and their rules name."""
        found: list[Any] = []
        for hub in self.simulator.hubs.values():
            found += [hub.document['properties'].get(key) for key in _OWN_RESOURCES]
            found += [
                (rule.get('destination') or {}).get('serviceResourceId')
                for rule in hub.rules.values()
                if rule and rule.get('type') == 'PrivateEndpoint'
            ]
        return [one.lower() for one in found if one]
