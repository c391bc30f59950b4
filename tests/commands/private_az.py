"""A private az for this process: a configuration folder of its own and, as its only extension, the checkout.

az fixes both folders when it is first imported, so prepare() must run before that; conftest.py sees to it.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIMULATOR, AZURE = 'simulator', 'azure'
# What recordings are made from: the project's simulator, or Azure as the caller's own az is signed in to it; or None.
SOURCE = None
if os.environ.get('AZURE_TEST_RUN_LIVE', '').lower() == 'true':
    SOURCE = os.environ.get('HUBNET_RECORD_FROM', SIMULATOR)


def prepare(folder):
    """Points az to folder; nothing of the caller's own az is read or changed, save for a recording from Azure."""
    if 'azure.cli.core' in sys.modules:
        raise RuntimeError('az was imported before the scenario tests could give it a folder: run them by themselves')
    own = ('AZURE_TEST_', 'AZURE_CONFIG_DIR') if SOURCE == AZURE else ('AZURE_TEST_',)
    for name in [name for name in os.environ if name.startswith('AZURE_') and not name.startswith(own)]:
        del os.environ[name]
    if SOURCE != AZURE:
        os.environ['AZURE_CONFIG_DIR'] = str(Path(folder) / 'azure')
    os.environ.update(
        AZURE_EXTENSION_DIR=str(_extension_folder(Path(folder) / 'extensions')),
        AZURE_CORE_COLLECT_TELEMETRY='no',
        AZURE_CORE_NO_COLOR='yes',
    )
    # hubnet's locks are there: runs side by side would wait for one another, and then read once more than recorded.
    tempfile.tempdir = str(folder)


def _extension_folder(folder):
    """What az takes for an installed wheel. The code itself comes from the checkout, which is on the path before it."""
    package = folder / 'hubnet' / 'azext_hubnet'
    package.mkdir(parents=True)
    shutil.copy(ROOT / 'azext_hubnet' / 'azext_metadata.json', package)
    about = folder / 'hubnet' / 'hubnet-0.dist-info'
    about.mkdir()
    (about / 'METADATA').write_text('Metadata-Version: 2.1\nName: hubnet\nVersion: 0\n', encoding='utf-8')
    return folder
