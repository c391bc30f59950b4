"""From a plan to its result: price, question, write and proof, for every command that changes a hub."""

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ..core.model.hub import ACTIVE, UNDER_WAY, name_key
from ..core.model.naming import PREFIX
from ..core.model.printable import printable
from ..core.plan import announcement
from ..core.plan import proof as outcomes
from ..core.plan.plan import changed_settings, plan_for, start_of
from ..core.render import az_commands
from ..core.render.az_ml_yaml import hub as render_hub
from ..service.writing import attempt, operation
from ..service.writing import patch as writer
from ..service.writing.lock import StillLocked, hold
from ..terminal.exit_codes import INCOMPLETE, exit_after_output
from ..terminal.log import get_logger
from ..terminal.progress import Progress
from ..terminal.question import confirm, will_ask
from . import plans

if TYPE_CHECKING:
    from ..core.contract.change import ChangeJson

logger = get_logger(__name__)

AUTO, PATCH, SERIAL = 'auto', 'patch', 'serial'
_LATER = 'Try again later, or with a longer --timeout.'


class Options(NamedTuple):
    """How to write: what the arguments of the changing commands have in common. timeout is in seconds."""

    timeout: int
    dry_run: bool = False
    yes: bool = False
    no_wait: bool = False
    write: str = AUTO
    provision: bool = False
    include_spark: bool = False
    plan_file: str | None = None
    plan_id: str | None = None


class Change:  # pylint: disable=too-few-public-methods,too-many-instance-attributes
    """One change of one hub.

    live: the hub with its connection. replan: a function of _planning that gives the plan for a hub.
    """

    def __init__(self, cmd, live, request, options):
        self._cli_ctx = cmd.cli_ctx
        self._live = live
        self._replan = lambda hub: plans.plan(request, hub, options.plan_id)
        self._options = options
        self._progress = Progress(cmd.cli_ctx)
        self._before = live.hub
        self._after = live.hub
        self._state = attempt.WriteState()
        self._serial = options.write == SERIAL
        self._asked = False
        self._pace = None
        self._started = 0.0
        self.planned = self._replan(live.hub)

    def run(self):
        """Shows, asks, writes and proves; gives the contract of `preset add` and `preset remove`."""
        if self._is_done():
            for remark in self.planned.remarks:
                logger.warning('%s', remark)
            if self._live.is_busy:
                logger.warning(
                    'The service is still carrying out a change of the hub. Wait for it with: %s', self._wait_command()
                )
            return self._nothing_to_do()
        self._asked = not self._options.dry_run and will_ask(self._cli_ctx, self._options.yes)
        self._show_price()
        if self._options.dry_run:
            return self._result(outcomes.Proof((), ()), 'planned')
        try:
            confirm(self._cli_ctx, 'Write this?', self._options.yes)
            self._pace = operation.Pace(self._options.timeout, self._progress.tick)
            return self._run_alone()
        except KeyboardInterrupt:
            if not self._state.sent:
                raise
            # It came while the result was being made, which has to be told all the same.
            return self._unproven('interrupted before the proof was complete')
        finally:
            self._progress.end()

    def _run_alone(self):
        self._progress.start('Waiting for another hubnet that writes to this hub')
        try:
            with hold(self._live.key, self._pace, self._report_wait) as waited:
                # Whoever thinks about a question gives others time to write.
                if not self._make_ready(look_again=waited or self._asked):
                    return self._nothing_to_do()
                self._started = self._pace.elapsed
                return self._write()
        except StillLocked as ex:
            raise self._not_written(
                'another hubnet kept writing to this hub for longer than --timeout allows', _LATER
            ) from ex

    def _report_wait(self):
        logger.warning('Another hubnet on this machine writes to %s; waiting for it.', self._before.name)

    # Before the write

    @property
    def _plan(self):
        """The plan as it will be written: rule by rule it takes longer."""
        plan = self.planned.plan
        return plan_for(self._before, plan.operations, serial=True) if self._serial else plan

    def _is_done(self):
        return not self.planned.plan.operations and not self._must_provision()

    def _must_provision(self):
        return self._options.provision and self._before.network_status != ACTIVE

    def _show_price(self):
        lines = announcement.describe_plan(self._before, self._plan) if self._plan.operations else []
        if self._must_provision():
            lines += announcement.describe_provisioning(self._before)
        if 'ACC_CLOUD' in os.environ:
            lines += announcement.cloud_shell_warning(self._plan, self._must_provision())
        for line in [*lines, *self.planned.remarks]:
            # Nobody can agree to what --only-show-errors hides.
            if self._asked:
                print(printable(line), file=sys.stderr)
            else:
                logger.warning('%s', line)

    def _make_ready(self, look_again):
        """Waits for writes of others that are still under way; True if something is left to write by then."""
        if look_again:
            self._live.read()
        told = None
        while True:
            obstacle = self._obstacle()
            if obstacle is None:
                break
            if self._pace.is_over:
                raise self._not_written(f'{obstacle}, for longer than --timeout allows', _LATER)
            if obstacle != told:
                logger.warning('Waiting: %s.', obstacle)
                self._progress.start('Waiting')
            told, look_again = obstacle, True
            self._pace.sleep()
            self._live.read()
        if look_again:
            self._plan_again()
        return not self._is_done()

    def _obstacle(self):
        """What is under way on the hub and might be lost, or lose our rules, if we wrote now."""
        if self._live.is_busy:
            return 'the service is still carrying out another change of the hub'
        wanted = {name_key(item.name) for item in self.planned.plan.operations} | {
            item.destination.key for item in self.planned.plan.operations
        }
        for rule in self._live.hub.rules:
            name = name_key(rule.name)
            # Rules of hubnet's are from an earlier run of it, others may have been stuck for ever.
            if rule.status in UNDER_WAY and (name.startswith(PREFIX) or {name, rule.destination.key} & wanted):
                return f'the service is still at work on the rule {rule.label} ({rule.status})'
        return None

    def _plan_again(self):
        """Plans for the hub as it is by now; the user who has agreed to a plan gets no other."""
        agreed = self.planned.plan
        self._before = self._after = self._live.hub
        self.planned = self._replan(self._before)
        if _writes(self.planned.plan) <= _writes(agreed) and (
            agreed.creates_firewall or not self.planned.plan.creates_firewall
        ):
            return
        if self._asked:
            raise self._not_written(
                'the hub was changed meanwhile, and the plan is another now', 'Run the command again to see it.'
            )
        self._progress.end()
        logger.warning('The hub was changed meanwhile; the plan is another now.')
        self._show_price()

    @staticmethod
    def _not_written(reason, recommendation):
        from azure.cli.core.azclierror import ValidationError

        return ValidationError(f'Nothing was written: {reason}.', recommendation)

    # The write

    def _write(self):
        state = self._state
        try:
            if self.planned.plan.operations and not self._send():
                return self._nothing_to_do()
            if self._options.no_wait:
                return self._accepted()
            if self._must_provision() and state.ended not in (operation.FAILED, operation.TIMED_OUT):
                self._provision()
        except (Exception, KeyboardInterrupt) as ex:  # pylint: disable=broad-exception-caught
            if not state.sent:
                raise
            # Whatever went wrong, what was written has to be told.
            state.ended = operation.UNKNOWN
            state.error = 'interrupted' if isinstance(ex, KeyboardInterrupt) else str(ex)
            logger.debug('After the write was sent', exc_info=True)
            return self._proof(is_whole=False)
        return self._proof(state.ended not in (operation.FAILED, operation.TIMED_OUT))

    def _send(self):
        """Writes the plan; False where it turned out that others had done it already."""
        self._pace.restart_waits()
        while True:
            self._progress.start(
                f'Writing {len(self._plan.operations)} rules to {self._before.name}', self._plan.minutes
            )
            if self._serial or self._plan.serial:
                from ..service.writing import one_by_one

                one_by_one.write_all(self._rule_client, self._live, self._plan.operations, self._pace, self._state)
                return True
            try:
                writer.patch(
                    self._live,
                    self._before,
                    self._plan.operations,
                    self._pace,
                    self._state,
                    no_wait=self._options.no_wait,
                )
                return True
            except writer.PermissionMissing as ex:
                self._turn_to_serial(ex)
            except writer.Conflict as ex:
                if ex.wait >= self._pace.left:
                    raise self._not_written(f'{ex}, for longer than --timeout allows', _LATER) from ex
                self._pace.sleep(ex.wait)
                if not self._make_ready(look_again=True):
                    return False

    def _turn_to_serial(self, reason):
        from azure.cli.core.azclierror import ForbiddenError

        needed = f'The action {writer.WRITE_ACTION} is needed to write all rules at once'
        if self._options.write == PATCH:
            raise ForbiddenError(f'Nothing was written: {reason}', f'{needed}; --write serial writes them one by one.')
        if self._options.no_wait:
            raise ForbiddenError(
                f'Nothing was written: {reason}',
                f'{needed}; without it rules go one after another, which excludes --no-wait.',
            )
        self._serial = True
        self._progress.end()
        logger.warning(
            '%s; without it they are written one by one, in about %s to %s minutes.', needed, *self._plan.minutes
        )

    @cached_property
    def _rule_client(self):
        from ..service.writing.one_by_one import RuleClient

        return RuleClient(self._cli_ctx, self._live)

    def _provision(self):
        from ..service.writing import one_by_one

        self._progress.start(f'Provisioning the network of {self._before.name}', announcement.PROVISION_MINUTES)
        one_by_one.provision(self._rule_client, self._live, self._options.include_spark, self._pace, self._state)

    # After the write

    def _accepted(self):
        self._progress.end()
        logger.warning('The service has accepted the write. Wait for it with: %s', self._wait_command())
        results = outcomes.accepted(self._plan.operations)
        return self._result(outcomes.Proof([*results, *self.planned.unwritable], ()), 'accepted')

    def _wait_command(self):
        return az_commands.wait_for_presets(self._before, **self.planned.request.presets.asked.as_json())

    def _proof(self, is_whole):
        """The result, from the hub as it is now. is_whole: False where the operation itself has not ended well."""
        state, operations = self._state, self._plan.operations
        errors = dict(state.errors)
        if state.error and not self._serial:
            errors = {**{item.name: state.error for item in operations}, **errors}
        try:
            self._after = self._live.read()
            is_whole = is_whole and self._wait_for_rest()
            proven = outcomes.prove(self._before, self._after, operations, errors, state.not_attempted)
        except (Exception, KeyboardInterrupt) as ex:  # pylint: disable=broad-exception-caught
            # Whatever hides the hub now, the result of the write has to be told.
            return self._unproven(f'the hub could not be read afterwards: {str(ex) or "interrupted"}')
        is_provisioned = not self._must_provision() or self._after.network_status == ACTIVE
        changed = changed_settings(start_of(self._before), start_of(self._after), may_fill_in=True)
        if changed:
            state.error = '; '.join(filter(None, [*changed, state.error]))
        return self._told(proven, is_whole and is_provisioned and not changed and proven.complete)

    def _wait_for_rest(self):
        """Reads the hub until no rule of the plan is under way any more: an operation may end a little before that
        shows. False where the user did not wait for it.
        """
        is_at_rest = operation.patient(
            self._pace, lambda hub: not (self._live.is_busy or writer.under_way(hub, self._plan.operations))
        )
        self._pace.restart_waits()
        try:
            while not is_at_rest(self._after) and not self._pace.is_over:
                self._pace.sleep()
                self._after = self._live.look() or self._after
        except KeyboardInterrupt:
            self._state.error = 'interrupted'
            return False
        return True

    def _unproven(self, reason):
        """The result of a write that cannot be judged by the hub, and why."""
        state = self._state
        state.error = state.error or reason
        results = outcomes.unproven(self._plan.operations, reason, state.errors, state.not_attempted)
        return self._told(outcomes.Proof(results, ()), is_whole=False)

    def _told(self, proven, is_whole):
        self._progress.end()
        for disturbance in proven.disturbed:
            logger.warning('The rule %s, which was there before, is %s.', disturbance.rule, disturbance.change)
        if not is_whole:
            self._report_incomplete()
        everything = outcomes.Proof([*proven.results, *self.planned.unwritable], proven.disturbed)
        return self._result(everything, 'applied' if is_whole else 'partial')

    def _report_incomplete(self):
        reason = f' ({self._state.error})' if self._state.error else ''
        if self._state.ended == operation.TIMED_OUT and not self.planned.plan.serial:
            logger.warning(
                'The service is still at work after --timeout%s. Wait for it with: %s', reason, self._wait_command()
            )
        else:
            logger.warning('Not everything is in place%s. The same command writes what is still missing.', reason)
        exit_after_output(self._cli_ctx, INCOMPLETE)

    def _nothing_to_do(self):
        return self._result(outcomes.Proof(self.planned.unwritable, ()), 'nothing_to_do')

    def _result(self, proven, overall) -> 'ChangeJson':
        elapsed = self._pace.elapsed - self._started if self._state.sent else 0.0
        return {
            'hub': render_hub(self._after),
            'presets': self.planned.request.presets.compare(self._after).presets_json(),
            'plan': self._plan.as_json(),
            'results': [result.as_json() for result in proven.results],
            'kept': [kept.as_json() for kept in self.planned.kept],
            'disturbed': [disturbance.as_json() for disturbance in proven.disturbed],
            'minutes': round(elapsed / 60, 1),
            'outcome': overall,
        }


def _writes(plan):
    """What a plan writes, whether for the first time or again."""
    return {(item.name, item.destination.key) for item in plan.operations}
