"""The wheel to test: the one in dist if it is newer than all that goes into it, else one built for the occasion."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def find_or_build(folder):
    """The path of a wheel of the tree as it is."""
    built = sorted((ROOT / 'dist').glob('hubnet-*.whl'), key=_changed)
    if built and _changed(built[-1]) >= max(map(_changed, _sources())):
        return built[-1]
    build = [sys.executable, '-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', str(folder), str(ROOT)]
    subprocess.run(build, check=True, timeout=300)
    return next(folder.glob('hubnet-*.whl'))


def _sources():
    package = (path for path in (ROOT / 'azext_hubnet').rglob('*') if '__pycache__' not in path.parts)
    return [ROOT / 'setup.py', ROOT / 'README.rst', ROOT / 'HISTORY.rst', *package]


def _changed(path):
    return path.stat().st_mtime
