"""A document in any of the shapes that rules come in -> Hub.

The shape is detected, never declared: az ml output and YAML, REST bodies of both API generations, ARM templates.
"""

from collections.abc import Sequence
from typing import Any

from ..documents.fields import (
    describe,
    enum_value,
    every,
    fields_of,
    has_placeholder,
    key_of,
    listed,
    repeated_fields,
    unknown_fields,
)
from ..documents.repeated import all_pairs
from ..model.errors import InputError
from ..model.hub import ACTIVE, DISABLED, INACTIVE, ISOLATION_MODES, Hub, Rule
from . import leftovers, shapes
from .arm import template
from .rule_list import RuleReader

FIREWALL_SKUS = ('Standard', 'Basic')
NETWORK_STATUSES = (INACTIVE, ACTIVE)

_NETWORK_KEYS = frozenset(
    map(
        key_of,
        (
            'isolation_mode',
            'outbound_rules',
            'firewall_sku',
            'status',
            'network_id',
            'managed_network_kind',
            'enable_network_monitor',
            'enable_firewall_log',
            'firewall_public_ip_address',
            'changeable_isolation_modes',
            'provision_network_now',
            'spark_ready',
            # These may stand around a network that is the whole document.
            '$schema',
            'id',
            'name',
            'type',
            'kind',
            'location',
            'tags',
            'properties',
            'system_data',
            'provisioning_state',
        ),
    )
)
_MORE_PAGES = ('nextlink', 'skiptoken', '$skiptoken')
# What is no hub although it looks like one, by a field that only it has.
_NOT_READ = {'policyrule': 'an Azure Policy definition', 'terraformversion': 'what Terraform keeps, plans or shows'}
_ACCEPTED = (
    "Give what 'az ml workspace outbound-rule list' or 'az ml workspace show' prints, an az ml workspace "
    'YAML, a REST body of the workspace or its rules, or an ARM template.'
)


def parse(document: Any, source: str) -> Hub:
    """The hub that document describes, with every rule in it, understood or not, and what was odd on the way.

    document: plain values as documents.read gives them. source: the input's name for messages. Raises InputError
    when the document as a whole is none of the shapes; a single bad rule never raises.
    """
    return _Reader(source).read(document)


class _Reader:  # pylint: disable=too-few-public-methods
    def __init__(self, source: str):
        self.source = source
        self.rules = RuleReader(source)
        # What the rules are in, and whether some of it has been reported as left out.
        self.document: Any = None
        self.left_out = False

    def read(self, document: Any) -> Hub:
        self.document = document
        if isinstance(document, list):
            return self._list(document)
        if not isinstance(document, dict):
            raise InputError(f'{self.source} holds {describe(document)}, not outbound rules.', _ACCEPTED)
        if shapes.is_rule_map(document):
            return self._hub(self.rules.read(document))
        if template.is_template(document):
            return self._template(document)
        around = template.deploying(document)
        if around is not None:
            return self._template(around)
        if template.is_parameters(document):
            return self._parameters(document.get('parameters'))
        return self._unwrapped(document, fields_of(document))

    def _unwrapped(self, document: dict, fields: dict[str, Any]) -> Hub:
        """What an answer of Azure or an example has around the payload is taken off."""
        if isinstance(fields.get('changes'), list):
            self.document = self._after(fields['changes'])
            return self._resources(self.document)
        items = [
            item
            for key in ('value', 'data')
            for part in every(document, key)
            if isinstance(part, list)
            for item in part
        ]
        if items or isinstance(fields.get('value'), list) or isinstance(fields.get('data'), list):
            self._note_repeated(None, document)
            if any(fields.get(key) for key in _MORE_PAGES):
                self.rules.note(
                    None, 'nextLink', 'says that this is one page of several; the rules of the other pages are not here'
                )
            return self._list(items)
        if isinstance(fields.get('parameters'), dict) and isinstance(fields.get('responses'), dict):
            return self.read(self._example(fields))
        return self._object(document, fields)

    def _example(self, fields: dict[str, Any]) -> Any:
        """The payload of an example file of the REST specification."""
        parameters = fields_of(fields['parameters'])
        for key in ('body', 'parameters'):
            if isinstance(parameters.get(key), dict):
                return parameters[key]
        for response in fields['responses'].values():
            if isinstance(response, dict) and response.get('body') is not None:
                return response['body']
        raise InputError(f'{self.source} is an example without a body.', _ACCEPTED)

    def _object(self, document: dict, fields: dict[str, Any]) -> Hub:
        if shapes.is_rule(document):
            return self._hub([self.rules.single(document)])
        if shapes.is_workspace(document):
            return self._workspace(document)
        if shapes.is_network(fields.get('properties')):
            return self._hub((), fields, [fields['properties']])
        if shapes.is_network(document):
            return self._hub((), fields, [document])
        if any(map(shapes.is_rule, document.values())):
            return self._hub(self.rules.read(document))
        places = [fields, fields_of(fields['properties'])] if isinstance(fields.get('properties'), dict) else [fields]
        what = [name for key, name in _NOT_READ.items() if any(key in place for place in places)]
        raise InputError(f'{self.source} is {what[0] if what else "none of the files that hubnet reads"}.', _ACCEPTED)

    def _list(self, items: list[Any]) -> Hub:
        if items and all(map(shapes.is_workspace, items)):
            return self._workspace(self._only(items))
        if items and all(map(shapes.is_resource, items)) and not all(map(shapes.is_rule, items)):
            return self._resources(items)
        if items and not any(map(shapes.may_hold_rules, items)):
            raise InputError(
                f'{self.source} is a list of {len(items):,} objects, none of them an outbound rule or a workspace.',
                _ACCEPTED,
            )
        return self._hub(self.rules.read(items))

    def _resources(self, bodies: list[dict]) -> Hub:
        """What Azure lists: resources of every type."""
        return self._template(template.of_resources(bodies), 'lists resources, but no')

    @staticmethod
    def _after(changes: list[Any]) -> list[dict]:
        """The resources that there will be, of what `az deployment group what-if` prints."""
        known = [fields_of(change) for change in changes if isinstance(change, dict)]
        after = [
            change.get('after') or (change.get('changetype') != 'Delete' and change.get('before')) for change in known
        ]
        return [body for body in after if isinstance(body, dict)]

    def _parameters(self, given: Any) -> Hub:
        """The managed network that the parameters of a template hold, whole or in parts."""
        values = (
            [
                (key_of(name), value['value'])
                for name, value in all_pairs(given)
                if isinstance(value, dict) and 'value' in value
            ]
            if isinstance(given, dict)
            else []
        )
        # Some templates take all about the workspace in one parameter.
        values += [
            (key_of(name), value)
            for _, inner in values
            if isinstance(inner, dict) and not shapes.is_network(inner)
            for name, value in all_pairs(inner)
        ]
        networks = [value for _, value in values if shapes.is_network(value)]
        networks += [
            {field: value}
            for name, value in values
            for field in ('isolation_mode', 'outbound_rules')
            if name.endswith(key_of(field))
        ]
        if not networks:
            raise InputError(
                f'{self.source} holds the parameters of a template, and no managed network is among them.',
                'Give the template itself; hubnet reads the defaults of its parameters.',
            )
        return self._hub((), {}, networks)

    def _only(self, bodies: list[dict], parents: Sequence[str | None] = ()) -> dict:
        """The one workspace that has a network of its own; projects and bare bodies beside it are passed over.

        parents: names of the workspaces that child resources say more of.
        """
        named = [(str(fields_of(body).get('name')), body) for body in bodies]
        own = [pair for pair in named if not shapes.is_project(pair[1])] or named
        parents = [name.lower() for name in parents if name is not None]
        networked = [pair for pair in own if shapes.networks_of(pair[1]) or pair[0].lower() in parents] or own
        if len(networked) > 1:
            raise InputError(
                f'{self.source} holds {len(networked)} workspaces: {listed([name for name, _ in networked])}.',
                'Keep one of them.',
            )
        chosen, body = networked[0]
        for name, other in named:
            if other is not body:
                self._leave_out(None, f'the workspace {name} beside {chosen} was not read')
        return body

    def _workspace(self, body: dict, children: Sequence[Rule] = (), settings: Sequence[dict] = ()) -> Hub:
        """children, settings: rules and networks that a template gives the workspace as resources of their own."""
        outer = fields_of(body)
        inner = outer.get('properties')
        fields = outer
        if isinstance(inner, dict):
            fields = {**fields_of(inner), **{key: value for key, value in outer.items() if value is not None}}
        if shapes.is_project(body):
            hub = shapes.known_text(fields.get('hubresourceid') or fields.get('hubid')) or 'its hub'
            raise InputError(
                f'{self.source} describes the project {fields.get("name")}; a project has no network '
                f'of its own, it uses that of {hub}.',
                "Give the hub's rules.",
            )
        for place in (body, inner):
            if isinstance(place, dict):
                self._note_repeated(None, place)
        networks = [*self._strays(body, inner), *shapes.networks_of(body)]
        if inner is not None and not isinstance(inner, dict):
            # Compiled Bicep often has one expression for all of it.
            children = [*children, self.rules.misplaced('properties', inner)]
        if not (networks or children or settings):
            return self._hub((), fields, [{'isolation_mode': DISABLED}])
        return self._hub(children, fields, networks, settings)

    def _strays(self, *places: Any) -> list[dict]:
        """Network fields that stand directly in the workspace; rules elsewhere are reported, not read."""
        found = []
        for key, value in [pair for place in places if isinstance(place, dict) for pair in all_pairs(place)]:
            plain = key_of(key)
            if plain in ('outboundrules', 'isolationmode'):
                self.rules.note(None, key, 'belongs inside managed_network; it was read as if it stood there')
                found.append({key: value})
            elif plain not in ('properties', *shapes.NETWORK_FIELDS) and shapes.is_network(value):
                self._leave_out(key, 'looks like a managed network; it was not read, call it managed_network')
        return found

    def _hub(
        self,
        rules: Sequence[Rule],
        fields: dict[str, Any] | None = None,
        networks: Sequence[Any] = (),
        defaults: Sequence[dict] = (),
    ) -> Hub:
        """fields: of the body around the networks. Later networks win, and all win over defaults."""
        inline: list[Rule] = []
        settings: dict[str, Any] = {}
        for network in defaults:
            settings.update(fields_of(network))
        for network in networks:
            found, known = self._network(network)
            inline += found
            settings.update((key, value) for key, value in known.items() if value is not None)
        merged = self.rules.merged(inline, rules)
        self.rules.note_same_names(merged)
        places = [] if self.left_out else leftovers.places(self.document, merged)
        if places:
            self.rules.note(None, None, f'rules stand at {listed(places)} too; they were not read')
        status = settings.get('status')
        if isinstance(status, dict):
            status = fields_of(status).get('status')
        who = shapes.Identity(fields or {})
        return Hub(
            rules=tuple(merged),
            id=who.id,
            name=who.name,
            kind=who.kind,
            location=who.location,
            isolation_mode=self._mode(settings.get('isolationmode')),
            firewall_sku=self._enum('firewall_sku', settings.get('firewallsku'), FIREWALL_SKUS),
            network_status=self._enum('status', status, NETWORK_STATUSES),
            resources=who.resources,
            oddities=tuple(self.rules.oddities),
        )

    def _network(self, network: Any) -> tuple[list[Rule], dict[str, Any]]:
        """The rules and the settings of what stands where a managed network belongs."""
        if isinstance(network, dict):
            self._note_repeated('managed_network', network)
            for key in unknown_fields(network, _NETWORK_KEYS):
                self.rules.note(None, f'managed_network.{key}', 'is no field of a managed network and was not read')
            rules = [rule for raw in every(network, 'outboundrules') for rule in self.rules.read(raw)]
            return rules, fields_of(network)
        self.rules.note(None, 'managed_network', f'is {describe(network)}, not an object')
        if isinstance(network, list):
            return self.rules.read(network), {}
        if isinstance(network, str) and not has_placeholder(network):
            # What `az ml workspace create --managed-network` takes.
            return [], {'isolationmode': network}
        return [self.rules.misplaced('managed_network', network)], {}

    def _mode(self, value: Any) -> str | None:
        mode = self._enum('isolation_mode', value, ISOLATION_MODES)
        if value is not None and mode not in ISOLATION_MODES:
            self.rules.note(None, 'managed_network.isolation_mode', 'the hub is read as approved-only')
        return mode

    def _enum(self, field: str, value: Any, known: tuple[str, ...]) -> str | None:
        if value is None:
            return None
        member = enum_value(value, known) if isinstance(value, str) else None
        if member is None:
            self.rules.note(None, f'managed_network.{field}', f'is {describe(value)}, none of {", ".join(known)}')
            return value if isinstance(value, str) else None
        return member

    def _template(self, document: dict, what: str = template.IS_TEMPLATE) -> Hub:
        parts = template.read_template(document, self.source, what)
        for name, message in parts.notes:
            self.rules.note(None, None, f'the resource {name}: {message}')
            self.left_out = self.left_out or template.is_left_out(message)
        parents = [parent for parent, *_ in parts.rules + parts.networks]
        if parts.workspaces:
            body = self._only(parts.workspaces, parents)
            name = body['name']
        else:
            body, name = {}, self._parent(parents)
        children: list[Rule] = []
        settings: list[dict] = []
        for parent, network in parts.networks:
            if self._belongs(parent, name, 'managed network'):
                for value in shapes.networks_of(network) or every(network, 'properties'):
                    rules, known = self._network(value)
                    children += rules
                    settings.append(known)
        for parent, rule, raw in parts.rules:
            if self._belongs(parent, name, f'rule {rule}'):
                children.append(self.rules.rule(rule, raw))
        if parts.workspaces:
            return self._workspace(body, children, settings)
        return self._hub(children, {'name': name}, (), settings)

    def _parent(self, parents: list[str | None]) -> str | None:
        """The workspace that a template adds rules to without holding it."""
        known = sorted(
            {parent.lower(): parent for parent in parents if parent is not None and template.is_known(parent)}.values()
        )
        if len(known) > 1:
            raise InputError(
                f'{self.source} has rules for several workspaces: {listed(known)}.', 'Keep those of one of them.'
            )
        return known[0] if known else None

    def _belongs(self, parent: str | None, workspace: str | None, what: str) -> bool:
        belongs = template.same_workspace(parent, workspace)
        if not belongs:
            self._leave_out(None, f'the {what} is of the workspace {parent}, not of {workspace}; it was not read')
        return belongs

    def _leave_out(self, field: str | None, message: str) -> None:
        self.left_out = True
        self.rules.note(None, field, message)

    def _note_repeated(self, path: str | None, mapping: dict) -> None:
        for field in repeated_fields(mapping):
            self.rules.note(
                None,
                f'{path}.{field}' if path else field,
                'stands more than once; rules are read from each, of all else the last one counts',
            )
