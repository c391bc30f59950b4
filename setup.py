"""Packaging of hubnet. Nothing of the package is imported here: a build must work without az."""

import json
from pathlib import Path

import yaml
from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent

VERSION = '1.0.0b1'

DEPENDENCIES = [
    # Older releases let marshmallow 4 in, which breaks them; 1.27.0 writes rules by the same API version as later ones.
    'azure-ai-ml>=1.27.0,<2',
    # Host names in other scripts. az brings it too, through requests.
    'idna>=3.7,<4',
    # Only reports and the audit import these. All are small and pure Python, or fall back to it (MarkupSafe).
    'Jinja2>=3.1.6,<4',
    'junitparser>=4,<6',
    # The lock of a write. The oldest release that reports a lock of another process as AlreadyLocked on every system;
    # below 3 as in azure-cli-telemetry, so that az and hubnet can share one.
    'portalocker>=2.10,<3',
    'publicsuffixlist>=1.0.2.20240713',
]

CLASSIFIERS = [
    'Development Status :: 4 - Beta',
    'Environment :: Console',
    'Intended Audience :: System Administrators',
    'Operating System :: OS Independent',
    'Programming Language :: Python :: 3',
    'Programming Language :: Python :: 3.10',
    'Programming Language :: Python :: 3.11',
    'Programming Language :: Python :: 3.12',
    'Programming Language :: Python :: 3.13',
    'Programming Language :: Python :: 3.14',
    'Topic :: System :: Networking :: Firewalls',
]


class _PlainLoader(yaml.SafeLoader):
    """Dates stay text, as hubnet itself reads them."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(':timestamp')]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class BuildWithPresets(build_py):
    """Puts each preset into the build as JSON too, shared sources included, which loads in a fraction of the time."""

    def run(self):
        super().run()
        folder = Path(self.build_lib, 'azext_hubnet', 'presets')
        shared = _plain(folder / 'sources.yaml')
        for path in folder.glob('*.yaml'):
            if path.stem != 'sources':
                content = _plain(path)
                named = {one['source'] for one in content['revisions']}
                named |= {period['source'] for entry in content['entries'] for period in entry['listed']}
                own = content.get('sources', {})
                content['sources'] = {key: own.get(key) or shared[key] for key in sorted(named)}
                path.with_suffix('.json').write_text(json.dumps(content), encoding='utf-8')


def _plain(path):
    return yaml.load(path.read_text(encoding='utf-8'), Loader=_PlainLoader)


def read(name):
    return (HERE / name).read_text(encoding='utf-8')


setup(
    name='hubnet',
    version=VERSION,
    description="Compare what an Azure AI hub's managed network lets out with what documented scenarios need, "
    'e.g. `az hubnet preset diff`.',
    long_description=read('README.rst') + '\n\n' + read('HISTORY.rst'),
    long_description_content_type='text/x-rst',
    author='hubnet contributors',
    license='MIT',
    classifiers=CLASSIFIERS,
    python_requires='>=3.10',
    packages=find_packages(include=['azext_hubnet', 'azext_hubnet.*']),
    package_data={'azext_hubnet': ['azext_metadata.json', 'presets/*.yaml', 'reports/page/*.j2']},
    cmdclass={'build_py': BuildWithPresets},
    install_requires=DEPENDENCIES,
    zip_safe=False,
)
