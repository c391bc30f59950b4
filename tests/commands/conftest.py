"""Gives the scenario tests an az of their own before anything imports az, and takes it away afterwards."""

import shutil
import tempfile

from . import private_az

FOLDER = tempfile.mkdtemp(prefix='hubnet-scenario-')
private_az.prepare(FOLDER)


def pytest_unconfigure():
    shutil.rmtree(FOLDER, ignore_errors=True)
