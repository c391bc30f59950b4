"""The control endpoint `/_simulator/…`, by which a test in another process controls the simulator.

GET, POST, DELETE  faults            list with counts, add one (a JSON object with the arguments of `Faults.add`), clear
GET, DELETE        log               entries, filtered by `?kind=` and `?method=`; clear
GET                hubs              names and ids
GET, PUT           hubs/{name}       a hub's stored document; PUT replaces or adds the hub with the id in the body
POST               many              add hubs, see `sample_hubs.many`: {"count", "rules", "subscriptions"}
GET, PATCH         settings          see `service.Settings`
POST               reset             restore the initial state
"""

from dataclasses import asdict
from typing import Any

from .messages import Request, Response

PREFIX = '/_simulator/'


def answer(simulator, request: Request) -> Response:
    """Carry out a control request."""
    what, _, name = request.path[len(PREFIX) :].partition('/')
    try:
        return Response(body=_do(simulator, request, what, name))
    except KeyError as error:
        return Response(404, {'error': f'there is no {error}'})
    except (TypeError, ValueError) as error:
        return Response(400, {'error': str(error)})


def _do(simulator, request: Request, what: str, name: str) -> Any:
    call = (request.method, what)
    if call == ('GET', 'faults'):
        return simulator.faults.all()
    if call == ('POST', 'faults'):
        return simulator.faults.add(**request.json()).describe()
    if call == ('DELETE', 'faults'):
        return simulator.faults.clear()
    if call == ('GET', 'log'):
        return simulator.log.entries(request.query.get('kind'), request.query.get('method'))
    if call == ('DELETE', 'log'):
        return simulator.log.clear()
    if call == ('GET', 'hubs') and not name:
        return [{'name': hub.name, 'id': hub.id} for hub in simulator.hubs.values()]
    if call == ('GET', 'hubs'):
        return simulator.state(name)
    if call == ('PUT', 'hubs'):
        return simulator.set_state(request.json())
    if call == ('POST', 'many'):
        return simulator.add_many(**request.json())
    if call == ('GET', 'settings'):
        return asdict(simulator.settings)
    if call == ('PATCH', 'settings'):
        simulator.settings.update(request.json())
        return asdict(simulator.settings)
    if call == ('POST', 'reset'):
        return simulator.reset()
    raise KeyError(f'{request.method} {request.path}')
