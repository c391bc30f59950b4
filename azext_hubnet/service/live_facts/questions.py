"""Questions to ARM of which none has to be answered: what is refused is Unknown, with the reason."""

from urllib.parse import quote

from knack.util import CLIError

from ...core.model.live_facts import Unknown
from ..connection.arm import object_from
from ..reading.patience import persist
from ..reading.threads import each
from ..reading.throttle import Throttle

# A few: that is enough for one hub, and the same providers serve the user's own work.
_AT_ONCE = 8


class Questions:
    """Asks over one connection."""

    def __init__(self, arm):
        self._arm = arm
        self._throttle = Throttle()

    def get(self, path, api_version, what):
        """The JSON object at path, or Unknown. what: names it in the reason. api_version: None where path has it."""
        subscription = path.partition('/subscriptions/')[2].partition('/')[0]
        try:
            return object_from(
                lambda: persist(
                    lambda: self._arm.send('GET', path, api_version, once=True), self._throttle, subscription
                ),
                what,
            )
        except CLIError as ex:
            return Unknown(str(ex))

    def all(self, jobs):
        """The results of functions without arguments, in their order, of which some run at the same time."""
        return each(lambda job: job(), jobs, _AT_ONCE, self._throttle)


def fields(value, *path):
    """What stands at a path of keys in nested objects; None where there is nothing, or something else on the way."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def rows(value):
    """The objects in a list; none where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts(values):
    """The texts among values, those without a letter left out."""
    return tuple(one for one in values if isinstance(one, str) and one)


def path_of(resource_id):
    """A resource id as a path of ARM."""
    return '/' + quote(resource_id.strip().strip('/'), safe='/')
