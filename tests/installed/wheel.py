"""The wheel to test: the one in dist if it is newer than its sources, otherwise a new one."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ('setup.py', 'pyproject.toml', 'MANIFEST.in', 'README.rst', 'HISTORY.rst', 'LICENSE')


def find_or_build(folder):
    """The path of a wheel of the current tree. A new one is built below folder."""
    built = sorted((ROOT / 'dist').glob('hubnet-*.whl'), key=_changed)
    if built and _changed(built[-1]) >= max(map(_changed, _sources())):
        return built[-1]
    # setuptools would pack what an earlier build left in the tree, and leave its own files there.
    for source in _sources():
        copy = folder / 'source' / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    build = [sys.executable, '-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', folder, folder / 'source']
    subprocess.run(build, check=True, timeout=300)
    return next(folder.glob('hubnet-*.whl'))


def _sources():
    package = [
        path for path in (ROOT / 'azext_hubnet').rglob('*') if path.is_file() and '__pycache__' not in path.parts
    ]
    return [ROOT / name for name in FILES if (ROOT / name).exists()] + package


def _changed(path):
    return path.stat().st_mtime
