"""A document in any of the shapes that rules come in -> Hub.

The shape is detected, never declared: az ml output and YAML, REST bodies of both API generations, ARM templates.
"""

from typing import Any, Dict, Iterable, List, Optional, Tuple

from . import arm_template
from .errors import InputError
from .parse_rule import parse_rule
from .repeated import all_pairs, repeated_keys
from .rules import DISABLED, ISOLATION_MODES, Hub, NotUnderstood, Oddity, Rule
from .shapes import PROJECT, Identity, is_network, is_rule, is_workspace, kind_of, network_of, text_of, without_none
from .spelling import describe, enum_value, fields_of, key_of

FIREWALL_SKUS = ('Standard', 'Basic')
NETWORK_STATUSES = ('Inactive', 'Active')

_NETWORK_KEYS = frozenset(map(key_of, (
    'isolation_mode', 'outbound_rules', 'firewall_sku', 'status', 'network_id', 'managed_network_kind',
    'enable_network_monitor', 'enable_firewall_log', 'firewall_public_ip_address', 'changeable_isolation_modes',
    'provision_network_now', 'spark_ready')))
_ACCEPTED = ("Give what 'az ml workspace outbound-rule list' or 'az ml workspace show' prints, an az ml workspace "
             'YAML, a REST body of the workspace or its rules, or an ARM template.')


def parse(document: Any, source: str) -> Hub:
    """The hub that document describes, with every rule in it, understood or not, and what was odd on the way.

    document: plain values as documents.read gives them. source: the input's name for messages. Raises InputError
    when the document as a whole is none of the shapes; a single bad rule never raises.
    """
    return _Reader(source).read(document)


class _Reader:
    def __init__(self, source: str):
        self.source = source
        self.oddities: List[Oddity] = []

    def read(self, document: Any) -> Hub:
        if isinstance(document, list):
            return self._list(document)
        if not isinstance(document, dict):
            raise InputError(f'{self.source} holds {describe(document)}, not outbound rules.', _ACCEPTED)
        if arm_template.is_template(document):
            return self._template(document)
        fields = fields_of(document)
        for key in ('value', 'data'):
            if isinstance(fields.get(key), list):
                if fields.get('nextlink'):
                    self._note(None, 'nextLink', 'says that this is one page of several; the rules of the other '
                                                 'pages are not here')
                return self._list(fields[key])
        if isinstance(fields.get('parameters'), dict) and isinstance(fields.get('responses'), dict):
            return self.read(self._example(fields))
        return self._object(document, fields)

    def _example(self, fields: Dict[str, Any]) -> Any:
        """The payload of an example file of the REST specification."""
        parameters = fields_of(fields['parameters'])
        for key in ('body', 'parameters'):
            if isinstance(parameters.get(key), dict):
                return parameters[key]
        for response in fields['responses'].values():
            if isinstance(response, dict) and response.get('body') is not None:
                return response['body']
        raise InputError(f'{self.source} is an example without a body.', _ACCEPTED)

    def _object(self, document: dict, fields: Dict[str, Any]) -> Hub:
        if is_rule(fields):
            return self._hub({}, [self._rule(None, document)])
        if is_workspace(fields):
            return self._workspace(fields)
        inner = fields.get('properties')
        if isinstance(inner, dict) and is_network(fields_of(inner)):
            fields = fields_of(inner)
        if is_network(fields):
            return self._hub({}, [], fields)
        if document and all(isinstance(value, dict) and is_rule(fields_of(value)) for value in document.values()):
            return self._hub({}, self._rules(document))
        raise InputError(f'{self.source} is none of the files that hubnet reads.', _ACCEPTED)

    def _list(self, items: List[Any]) -> Hub:
        bodies = [fields for fields in (fields_of(item) for item in items if isinstance(item, dict))
                  if not is_rule(fields) and is_workspace(fields)]
        if bodies and len(bodies) == len(items):
            return self._workspace(self._only(bodies))
        return self._hub({}, self._rules(items))

    def _only(self, bodies: List[Dict[str, Any]]) -> Dict[str, Any]:
        """The one workspace that has a network of its own; projects and bare bodies beside it are passed over."""
        own = [body for body in bodies if kind_of(body) != PROJECT] or bodies
        networked = [body for body in own if network_of(body) is not None] or own
        if len(networked) > 1:
            names = ', '.join(str(body.get('name')) for body in networked)
            raise InputError(f'{self.source} holds {len(networked)} workspaces: {names}.', 'Keep one of them.')
        for body in bodies:
            if body is not networked[0]:
                self._note(None, None, f"the workspace {body.get('name')} beside {networked[0].get('name')} was "
                                       'not read')
        return networked[0]

    def _workspace(self, fields: Dict[str, Any], children: Iterable[Rule] = ()) -> Hub:
        if isinstance(fields.get('properties'), dict):
            fields = {**fields_of(fields['properties']), **without_none(fields)}
        if kind_of(fields) == PROJECT:
            hub = text_of(fields.get('hubresourceid') or fields.get('hubid')) or 'its hub'
            raise InputError(f"{self.source} describes the project {fields.get('name')}; a project has no network "
                             f'of its own, it uses that of {hub}.', "Give the hub's rules.")
        children = list(children)
        network = network_of(fields)
        if network is None and not children:
            return self._hub(fields, [], {'isolationmode': DISABLED})
        if network is not None and not isinstance(network, dict):
            self._note(None, 'managedNetwork', f'is {describe(network)}, not an object')
            return self._hub(fields, [self._misplaced('managed_network', network)] + children)
        return self._hub(fields, children, fields_of(network or {}), network)

    def _hub(self, fields: Dict[str, Any], rules: List[Rule], network: Optional[Dict[str, Any]] = None,
             raw_network: Optional[dict] = None) -> Hub:
        network = network or {}
        for key in raw_network or ():
            if key_of(key) not in _NETWORK_KEYS and not key.startswith('_'):
                self._note(None, f'managed_network.{key}', 'is no field of a managed network and was not read')
        if network.get('outboundrules') is not None:
            rules = self._merged(self._rules(network['outboundrules']), rules)
        self._note_same_names(rules)
        status = network.get('status')
        if isinstance(status, dict):
            status = fields_of(status).get('status')
        identity = Identity(fields)
        return Hub(rules=tuple(rules), id=identity.id, name=identity.name, kind=kind_of(fields),
                   location=text_of(fields.get('location')), isolation_mode=self._mode(network.get('isolationmode')),
                   firewall_sku=self._enum('firewall_sku', network.get('firewallsku'), FIREWALL_SKUS),
                   network_status=self._enum('status', status, NETWORK_STATUSES),
                   resources=identity.resources, oddities=tuple(self.oddities))

    def _mode(self, value: Any) -> Optional[str]:
        mode = self._enum('isolation_mode', value, ISOLATION_MODES)
        if mode is not None and mode not in ISOLATION_MODES:
            self._note(None, 'managed_network.isolation_mode', 'the hub is read as approved-only')
        return mode

    def _enum(self, field: str, value: Any, known: Tuple[str, ...]) -> Optional[str]:
        if value is None:
            return None
        member = enum_value(value, known) if isinstance(value, str) else None
        if member is None:
            self._note(None, f'managed_network.{field}', f'is {describe(value)}, none of {", ".join(known)}')
            return value if isinstance(value, str) else None
        return member

    def _rules(self, raw: Any) -> List[Rule]:
        if isinstance(raw, list):
            return [self._listed(item, index) for index, item in enumerate(raw, start=1)]
        if isinstance(raw, dict):
            return [self._rule(str(name), body) for name, body in all_pairs(raw)]
        return [self._misplaced('outbound_rules', raw)]

    def _listed(self, item: Any, index: int) -> Rule:
        """A rule of a list: its name is inside it, or it is the only key around it."""
        name = None
        if isinstance(item, dict):
            fields = fields_of(item)
            name = fields.get('name')
            if name is None and isinstance(fields.get('id'), str):
                name = fields['id'].rstrip('/').rpartition('/')[2]
            if name is None and len(item) == 1 and not is_rule(fields):
                only, body = next(iter(item.items()))
                if isinstance(body, dict) and is_rule(fields_of(body)):
                    return self._rule(only, body)
        rule = self._rule(None if name is None else str(name), item, f'number {index}')
        if rule.name is None and rule.understood:
            self._note(f'number {index}', 'name', 'is missing')
        return rule

    def _rule(self, name: Optional[str], raw: Any, place: Optional[str] = None) -> Rule:
        rule, oddities = parse_rule(name, raw)
        for oddity in oddities:
            self._note(oddity.rule or place, oddity.field, oddity.message)
        return rule

    def _misplaced(self, field: str, raw: Any) -> Rule:
        reason = f'rules belong here, not {describe(raw)}'
        self._note(None, field, reason)
        return Rule(None, NotUnderstood('wrong_type', reason, field, raw))

    def _merged(self, inline: List[Rule], children: List[Rule]) -> List[Rule]:
        """Inline rules and child resources together; an ARM resource described both ways is one rule."""
        known = {(rule.name or '').lower(): rule for rule in inline}
        extra = []
        for rule in children:
            twin = known.get((rule.name or '').lower())
            if twin is not None and twin.destination.key == rule.destination.key:
                self._note(rule.name, None, 'stands in the workspace and as a resource of its own; read once')
            else:
                extra.append(rule)
        return inline + extra

    def _note_same_names(self, rules: List[Rule]) -> None:
        seen: Dict[str, Rule] = {}
        for rule in rules:
            if rule.name is None:
                continue
            first = seen.setdefault(rule.name.lower(), rule)
            if first is not rule:
                same = first.destination.key == rule.destination.key
                self._note(rule.name, 'name', 'is used twice' + ('' if same else ' for different destinations'))

    def _template(self, document: dict) -> Hub:
        parts = arm_template.read_template(document, self.source)
        bodies = [fields_of(body) for body in parts.workspaces]
        if not bodies:
            return self._networks_alone(parts)
        chosen = self._only_templated(bodies, parts)
        name = text_of(chosen.get('name'))
        children = [self._rule(rule, body) for parent, rule, body in parts.rules
                    if arm_template.same_workspace(parent, name)]
        for parent, body in parts.networks:
            if network_of(chosen) is None and arm_template.same_workspace(parent, name):
                inner = body.get('properties')
                chosen = dict(chosen, managednetwork=network_of(fields_of(inner)) if isinstance(inner, dict) else None)
        return self._workspace(chosen, children)

    def _only_templated(self, bodies: List[Dict[str, Any]], parts: arm_template.TemplateParts) -> Dict[str, Any]:
        parents = [parent for parent, _, _ in parts.rules] + [parent for parent, _ in parts.networks]
        for body in bodies:
            name = text_of(body.get('name'))
            if len(bodies) > 1 and any(parent and parent == name for parent in parents):
                body.setdefault('managednetwork', {})
        return self._only(bodies)

    def _networks_alone(self, parts: arm_template.TemplateParts) -> Hub:
        """A template that adds rules to a workspace it does not hold."""
        parents = {parent.lower() for parent, *_ in parts.rules + parts.networks if parent}
        if len(parents) > 1:
            raise InputError(f'{self.source} has rules for several workspaces: {", ".join(sorted(parents))}.',
                             'Keep those of one of them.')
        children = [self._rule(rule, body) for _, rule, body in parts.rules]
        for _, body in parts.networks:
            inner = body.get('properties')
            network = network_of(fields_of(inner)) if isinstance(inner, dict) else None
            if isinstance(network, dict):
                return self._hub({}, children, fields_of(network), network)
        return self._hub({}, children)

    def _note(self, rule: Optional[str], field: Optional[str], message: str) -> None:
        self.oddities.append(Oddity(message, rule, field or None))
