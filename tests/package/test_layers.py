"""The packages form layers: imports run down only, never up or in a circle, and no `__init__` holds code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / 'azext_hubnet'

# From top to bottom. A package may import those in the layers below its own and itself; those that share a layer do
# not know each other. '' is what az loads: the modules at the top of azext_hubnet.
LAYERS = (
    ('',),
    ('flows',),
    ('reports', 'service'),
    ('core.audit',),
    ('core.plan',),
    ('core.compare',),
    ('core.catalogue',),
    ('core.formats',),
    ('core.render',),
    ('core.facts', 'core.documents'),
    ('terminal', 'core.contract'),
    ('core.model',),
)
LAYER_OF = {package: number for number, layer in enumerate(LAYERS) for package in layer}
SOURCES = sorted(PACKAGE.rglob('*.py'))


def module_name(path):
    """The dotted name of a source below azext_hubnet, '' for its own __init__."""
    parts = path.relative_to(PACKAGE).with_suffix('').parts
    return '.'.join(parts[:-1] if parts[-1] == '__init__' else parts)


MODULES = {module_name(path) for path in SOURCES}


def imports_of(path):
    """Every module of hubnet that a source imports, also inside functions, by its name below azext_hubnet."""
    here = ('azext_hubnet', *path.relative_to(PACKAGE).with_suffix('').parts)[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.ImportFrom):
            start = '.'.join(here[: len(here) - node.level + 1]) if node.level else ''
            base = '.'.join(part for part in (start, node.module) if part)
            if base != 'azext_hubnet' and not base.startswith('azext_hubnet.'):
                continue
            base = base.partition('.')[2]
            for alias in node.names:
                full = f'{base}.{alias.name}' if base else alias.name
                yield full if full in MODULES else base


def package_of(module):
    """The package of LAYERS that a module belongs to."""
    parts = module.split('.')
    for length in range(len(parts), 0, -1):
        package = '.'.join(parts[:length])
        if package in LAYER_OF:
            return package
    return ''


def circles(graph):
    """The groups of two or more names that reach each other."""

    def reached(start):
        found, todo = set(), [start]
        while todo:
            for name in graph[todo.pop()]:
                if name not in found:
                    found.add(name)
                    todo.append(name)
        return found

    reach = {name: reached(name) for name in graph}
    return {frozenset(other for other in reach[name] if name in reach[other]) for name in graph if name in reach[name]}


def test_every_package_has_a_layer():
    packages = {module_name(path.parent / '__init__.py') for path in SOURCES if path.name != '__init__.py'}
    assert {package for package in packages if package_of(package) == '' and package} == set()
    assert set(LAYER_OF) == {package_of(module) for module in MODULES}


def upward_imports(path):
    package = package_of(module_name(path))
    for imported in imports_of(path):
        other = package_of(imported)
        if other != package and LAYER_OF[other] <= LAYER_OF[package]:
            yield f'{module_name(path)} imports {imported}'


@pytest.mark.parametrize('path', SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_down(path):
    assert list(upward_imports(path)) == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {module_name(path): set(imports_of(path)) - {module_name(path)} for path in SOURCES}
    assert circles(graph) == set()


def test_no_init_but_the_top_one_holds_code():
    assert [
        str(path)
        for path in SOURCES
        if path.name == '__init__.py' and path.parent != PACKAGE and path.read_text(encoding='utf-8').strip()
    ] == []


def test_an_upward_import_and_a_circle_are_found(tmp_path):
    """The checks above can fail."""
    assert circles({'a': {'b'}, 'b': {'c'}, 'c': {'a'}, 'd': {'a'}}) == {frozenset('abc')}
    assert circles({'a': {'b'}, 'b': set()}) == set()
    up = PACKAGE / 'core' / 'model' / 'invented.py'
    text = tmp_path / 'invented.py'
    text.write_text('def f():\n    from ...flows import change\n', encoding='utf-8')

    class Invented(type(up)):
        """A path inside the package whose text is elsewhere."""

        def read_text(self, encoding=None):
            return text.read_text(encoding=encoding)

    assert list(upward_imports(Invented(up))) == ['core.model.invented imports flows.change']
