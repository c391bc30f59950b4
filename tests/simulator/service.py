"""The whole simulator as one object: state, faults, log and server."""

import copy
import threading
import time
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

from . import control, errors, metadata
from .arm import KINDS, Arm
from .authority import DEFAULT_PRINCIPAL, Authority, Principal
from .faults import Faults
from .hub import Hub, new_network
from .limits import Limits
from .messages import HttpError, Request, Response
from .operations import OperationStore, Timing
from .remote import Remote
from .request_log import RequestLog
from .required import required_rules
from .sample_hubs import many, sample_hubs
from .server import LoopbackServer
from .tls import make_certificates

OVERLAPS = ('lose', 'conflict_patch', 'conflict')
# Kinds of requests to other services than ARM.
_NOT_ARM = ('token', 'openid', 'metadata')


@dataclass
class Settings:
    """What a test can set.

    Args:
        timing: How long operations take.
        overlap: What happens to a write during another operation on the hub. 'lose': it is accepted and rules are lost,
            as reported of the service. 'conflict_patch': 409 for PATCH and PUT of the workspace. 'conflict': 409 for
            every write.
        rule_put_answer: 202, or 200 with the rule while the operation continues, as the specification also allows.
        page_size: Items per page of ARM lists; 0 for all in one page.
        graph_page_size: Rows per page of Resource Graph.
        latency: Seconds that every request to ARM takes.
        read_bucket: Reads of a subscription at once; 0 for no limit.
        read_refill: Additional reads per second.
        graph_quota: Queries of Resource Graph in five seconds; 0 for no limit.
        providers: Registration states by namespace; Registered if missing.
        role_assignments: See roles.py.
        role_definitions: Properties of additional role definitions by GUID.
        groups: Members by the id of the group.
        resources: Properties by resource id.
        dependencies: Category, host and port of each; None for `other_resources.DEPENDENCIES`.
    """

    timing: Timing = field(default_factory=Timing)
    overlap: str = 'lose'
    rule_put_answer: int = 202
    page_size: int = 0
    graph_page_size: int = 1000
    latency: float = 0.0
    read_bucket: int = 0
    read_refill: float = 25.0
    graph_quota: int = 15
    providers: dict[str, str] = field(default_factory=dict)
    role_assignments: list[dict[str, str]] = field(default_factory=list)
    role_definitions: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    resources: dict[str, Any] = field(default_factory=dict)
    dependencies: list[Any] | None = None

    def update(self, changes: dict[str, Any]) -> None:
        """Change settings by name.

        Raises:
            ValueError: A name or value is not known.
        """
        for name, value in changes.items():
            if name == 'timing':
                self.timing = Timing(**{**asdict(self.timing), **value})
            elif name == 'overlap' and value not in OVERLAPS:
                raise ValueError(f'overlap must be one of {", ".join(OVERLAPS)}')
            elif name in asdict(self):
                setattr(self, name, value)
            else:
                raise ValueError(f'unknown setting {name!r}')


class Simulator:
    """A simulator; a context manager that serves until its block ends.

    Args:
        folder: For the certificates.
        hubs: Documents of hubs; the sample hubs by default.
        port: 0 for any free port.
        timing: How long operations take.
        principal: Can sign in.
        clock: Returns seconds; a ManualClock ends operations without waiting.
    """

    def __init__(
        self,
        folder,
        hubs: Iterable[dict[str, Any]] | None = None,
        port: int = 0,
        timing: Timing | None = None,
        principal: Principal = DEFAULT_PRINCIPAL,
        clock=time.monotonic,
    ):
        self.settings = Settings(timing=timing or Timing())
        self.faults, self.log, self.operations = Faults(KINDS), RequestLog(), OperationStore(clock)
        self.lock = threading.RLock()
        self.limits = Limits(time.monotonic)
        self._first_hubs = [copy.deepcopy(one) for one in (sample_hubs() if hubs is None else hubs)]
        self._first_settings = copy.deepcopy(self.settings)
        self.hubs: dict[str, Hub] = {}
        self._load(self._first_hubs)
        self.certificates = make_certificates(folder)
        self.ca_file = str(self.certificates.ca_file)
        self._server = LoopbackServer(port, self.certificates.server_context(), self.handle)
        self.url = f'https://127.0.0.1:{self._server.port}'
        self.authority = Authority(self.url, principal)
        self._arm = Arm(self)

    def start(self) -> 'Simulator':
        self._server.start()
        return self

    def stop(self) -> None:
        self._server.stop()

    def configure(self, **changes) -> None:
        """Change settings, also for after a `reset`."""
        self.settings.update(changes)
        self._first_settings = copy.deepcopy(self.settings)

    def remote(self) -> Remote:
        """A plain client of this simulator."""
        return Remote(self.url, self.ca_file)

    def describe(self) -> dict[str, Any]:
        """What another process needs to use this simulator."""
        return {
            'url': self.url,
            'caFile': self.ca_file,
            'authority': self.authority.url,
            'tenantId': self.authority.principal.tenant_id,
            'clientId': self.authority.principal.client_id,
            'hubs': [hub.id for hub in self.hubs.values()],
        }

    def __enter__(self) -> 'Simulator':
        return self.start()

    def __exit__(self, *_exc) -> None:
        self.stop()

    # Answering ----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer one request. All but control requests are logged and can meet faults."""
        if request.path.startswith(control.PREFIX):
            return control.answer(self, request)
        started = time.time()
        route = self._arm.route(request)
        kind = route.kind if route else _own_kind(request)
        target = self._arm.target(request, route)
        fired = self.faults.fire(kind, request, route.names.get('rule') if route else None)
        delay = fired.delay() + (0 if kind in _NOT_ARM else self.settings.latency)
        if delay:
            time.sleep(delay)
        response = fired.instead(target)
        if response is None:
            response = fired.afterwards(self._carry_out(request, route, kind, fired), target)
        self.log.add(kind, request, started, None if response.reset else response.status, fired.ids())
        if fired.restart():
            self.restart(fired.restart().seconds, fired.restart().forget)
        return response

    def restart(self, seconds: float, forget: bool = False) -> None:
        """Be away for some seconds, then serve the same hubs at the same address. forget: the ids of operations."""
        if forget:
            with self.lock:
                self.operations.forget_ids()
        self._server.restart(seconds)

    def _carry_out(self, request: Request, route, kind: str, fired) -> Response:
        try:
            if kind == 'token':
                return self.authority.token(request)
            if kind == 'openid':
                keys = request.path.endswith('/keys')
                return self.authority.keys(request) if keys else self.authority.configuration(request)
            if kind == 'metadata':
                return metadata.endpoints(request, self.url, self.authority.url)
            with self.settled():
                counted = self._count(request, route)
                response = self._arm.answer(request, route, fired.outcome())
                response.headers.update(counted)
                return response
        except HttpError as error:
            return error.response()

    def _count(self, request: Request, route) -> dict[str, str]:
        settings = self.settings
        if route and route.kind == 'resource_graph':
            return self.limits.graph(settings.graph_quota)
        parts = request.path.split('/')
        if request.method == 'GET' and len(parts) > 2 and parts[1].lower() == 'subscriptions':
            return self.limits.read(parts[2], settings.read_bucket, settings.read_refill)
        return {}

    def page(self, request: Request, items: list[Any]) -> Response:
        """One page of a list, as ARM returns it."""
        size = self.settings.page_size or len(items) or 1
        start = int(request.query.get('$skip') or 0)
        body: dict[str, Any] = {'value': items[start : start + size]}
        if start + size < len(items):
            query = {**request.query, '$skip': start + size}
            body['nextLink'] = f'{self.url}{request.path}?{urlencode(query)}'
        return Response(body=body)

    @contextmanager
    def settled(self):
        """Hold the lock, with all operations ended that are due."""
        with self.lock:
            self.operations.settle()
            yield self

    def refuse_overlap(self, hub: Hub, method: str) -> None:
        refused = {'lose': (), 'conflict_patch': ('PATCH',), 'conflict': ('PATCH', 'PUT', 'POST', 'DELETE')}
        if method in refused[self.settings.overlap] and self.operations.running(hub):
            raise errors.conflict()

    # State --------------------------------------------------------------------------------------------------------

    def find_hub(self, resource_id: str) -> Hub | None:
        return self.hubs.get(resource_id.rstrip('/').lower())

    def hub(self, name: str) -> Hub:
        """The hub with a name or resource id.

        Raises:
            KeyError: There is none.
        """
        found = self.find_hub(name) or next((hub for hub in self.hubs.values() if hub.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def state(self, name: str) -> dict[str, Any]:
        """A copy of a hub's stored document, without the changes of running operations."""
        with self.settled():
            return copy.deepcopy(self.hub(name).document)

    def set_state(self, document: dict[str, Any]) -> None:
        """Replace the hub with this id, or add it. Operations on the replaced hub have no effect."""
        with self.settled():
            self._load([document])

    def add_many(self, count: int, rules: int = 40, subscriptions: int = 1) -> None:
        """Add the hubs of `sample_hubs.many`."""
        with self.settled():
            self._load(many(count, rules, subscriptions))

    def create_hub(self, resource_id: str, body: Any) -> Hub:
        """Create the hub of a PUT of a new workspace. The operation adds the rules in the body later."""
        body = body if isinstance(body, dict) else {}
        properties = body.get('properties') or {}
        mode = (properties.get('managedNetwork') or {}).get('isolationMode') or 'Disabled'
        document = {
            **body,
            'id': resource_id,
            'name': resource_id.rpartition('/')[2],
            'type': '/'.join(resource_id.split('/')[6:8]),
            'location': body.get('location') or 'westus3',
            'properties': {**properties, 'provisioningState': 'Succeeded'},
        }
        network = document['properties']['managedNetwork'] = new_network(mode)
        if mode != 'Disabled':
            network['outboundRules'] = required_rules(document, mode)
        self._load([document])
        return self.hub(resource_id)

    def subscriptions(self) -> list[str]:
        return list(dict.fromkeys(one.split('/')[2] for one in self._ids()))

    def groups(self, subscription: str) -> list[str]:
        parts = (one.split('/') for one in self._ids())
        return list(dict.fromkeys(one[4] for one in parts if one[2].lower() == subscription.lower()))

    def _ids(self) -> list[str]:
        return [*(hub.id for hub in self.hubs.values()), *self.settings.resources]

    def reset(self) -> None:
        """Restore the first hubs and settings; clear faults, log and operations."""
        with self.lock:
            self.operations.clear()
            self.hubs.clear()
            self._load(self._first_hubs)
            self.settings = copy.deepcopy(self._first_settings)
            self.limits.clear()
        self.faults.clear()
        self.log.clear()

    def _load(self, documents: Iterable[dict[str, Any]]) -> None:
        for document in documents:
            style = 'account' if '/microsoft.cognitiveservices/' in document['id'].lower() else 'workspace'
            self.hubs[document['id'].lower()] = Hub(document, style)


def _own_kind(request: Request) -> str:
    path = request.path.lower()
    if path == '/adfs/oauth2/token':
        return 'token'
    if path in ('/adfs/.well-known/openid-configuration', '/adfs/discovery/keys'):
        return 'openid'
    return 'metadata' if path == '/metadata/endpoints' else 'other'
