"""A small Azure Resource Manager and sign-in service on loopback, for tests and for the demo.

It imitates recorded behaviour of the real services. Each module names the source of its facts, and says "assumed" where
there is no evidence.

    with Simulator(folder) as simulator:            # serves until the block ends
        simulator.url, simulator.ca_file            # https://127.0.0.1:<port>, the CA to trust
        simulator.hub('fresh')                      # the state of one sample hub
        simulator.faults.add('workspace_patch', action='conflict')
        simulator.log.entries(kind='workspace_patch')
"""

from tests.simulator.faults import Fault
from tests.simulator.operations import ManualClock, Timing
from tests.simulator.remote import Remote
from tests.simulator.sample_hubs import RESOURCE_GROUP, SUBSCRIPTION_ID, workspace_id
from tests.simulator.service import Simulator

__all__ = ['RESOURCE_GROUP', 'SUBSCRIPTION_ID', 'Fault', 'ManualClock', 'Remote', 'Simulator', 'Timing', 'workspace_id']
