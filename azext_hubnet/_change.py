"""From a plan to its result: price, question, write and proof, for every command that changes a hub."""

import os
import sys
from typing import NamedTuple

from knack.log import get_logger

from ._confirm import confirm
from ._exit_code import INCOMPLETE, exit_after_output
from ._progress import Progress
from .core import fixes
from .core import outcome as outcomes
from .core import price
from .core.render import hub as render_hub
from .service import operation, writer
from .service.lock import hold

logger = get_logger(__name__)

AUTO, PATCH, SERIAL = 'auto', 'patch', 'serial'
WRITE_MODES = (AUTO, PATCH, SERIAL)
DEFAULT_TIMEOUT = 3600


class Options(NamedTuple):
    """How to write: what the arguments of the changing commands have in common."""

    dry_run: bool = False
    yes: bool = False
    no_wait: bool = False
    timeout: int = DEFAULT_TIMEOUT
    write: str = AUTO
    provision: bool = False
    include_spark: bool = False


class Change:
    """One change of one hub.

    live: the hub with its connection. replan: a function of _planning that gives the plan for a hub.
    """

    def __init__(self, cmd, live, replan, options):
        self._cli_ctx = cmd.cli_ctx
        self._live = live
        self._replan = replan
        self._options = options
        self._progress = Progress(cmd.cli_ctx)
        self._before = live.hub
        self._after = live.hub
        self._state = writer.WriteState()
        self.planned = replan(live.hub)

    def run(self):
        """Shows, asks, writes and proves; gives the contract of `preset add` and `preset remove`."""
        if not self.planned.plan.operations and not self._must_provision():
            return self._nothing_to_do()
        self._show_price()
        if self._options.dry_run:
            return self._result(outcomes.Outcome((), ()), outcomes.PLANNED)
        confirm(self._cli_ctx, 'Write this?', self._options.yes)
        pace = operation.Pace(self._options.timeout, self._progress.tick)
        self._progress.start('Waiting for another hubnet that writes to this hub')
        try:
            with hold(self._before.id, pace, self._report_wait) as waited:
                if waited and not self._still_as_confirmed():
                    return self._nothing_to_do()
                return self._write(pace)
        except TimeoutError as ex:
            from azure.cli.core.azclierror import ValidationError
            raise ValidationError('Nothing was written: another hubnet kept writing to this hub for longer than '
                                  '--timeout allows.', 'Try again later.') from ex
        finally:
            self._progress.end()

    def _show_price(self):
        lines = price.describe_plan(self._before, self.planned.plan) if self.planned.plan.operations else []
        if 'ACC_CLOUD' in os.environ:
            lines += price.cloud_shell_warning(self.planned.plan)
        asks = not (self._options.yes or self._options.dry_run)
        for line in [*lines, *self.planned.remarks]:
            # Nobody can agree to what --only-show-errors hides.
            if asks:
                print(line, file=sys.stderr)
            else:
                logger.warning('%s', line)

    def _report_wait(self):
        logger.warning('Another hubnet on this machine writes to %s; waiting for it.', self._before.name)

    def _still_as_confirmed(self):
        """Plans again for what the other write has left; True if something remains, and nothing that was not shown."""
        confirmed = set(self.planned.plan.operations)
        self._before = self._after = self._live.read()
        self.planned = self._replan(self._before)
        if not set(self.planned.plan.operations) <= confirmed:
            from azure.cli.core.azclierror import ValidationError
            raise ValidationError('Nothing was written: the hub was changed meanwhile, and the plan is another now.',
                                  'Run the command again to see it.')
        return bool(self.planned.plan.operations)

    def _write(self, pace):
        errors, not_attempted = {}, {}
        started = pace.elapsed
        interrupted = False
        try:
            if self.planned.plan.operations:
                self._wait_for_deletions(pace)
                errors, not_attempted = self._send(pace)
            if self._options.no_wait:
                return self._accepted(pace.elapsed - started)
            if self._must_provision():
                self._provision(pace)
        except KeyboardInterrupt as ex:
            if not self._state.sent:
                from azure.cli.core.azclierror import ManualInterrupt
                raise ManualInterrupt('Nothing was written: interrupted.') from ex
            interrupted = True
            self._state.error = 'interrupted'
        return self._proof(errors, not_attempted, interrupted, pace.elapsed - started)

    def _wait_for_deletions(self, pace):
        """A rule that is being deleted has to be gone before its successor is written."""
        wanted = {item.name.lower() for item in self.planned.plan.operations} | \
                 {item.destination.key for item in self.planned.plan.operations}
        self._progress.start('Waiting for rules that are being deleted')
        while not pace.is_over and any(
                rule.status == 'Deleting' and {(rule.name or '').lower(), rule.destination.key} & wanted
                for rule in self._before.rules):
            pace.sleep()
            self._before = self._live.read()
        pace.restart_waits()

    def _send(self, pace):
        plan, mode = self.planned.plan, self._options.write
        self._progress.start(f'Writing {len(plan.operations)} rules to {self._before.name}', plan.minutes)
        if mode != SERIAL and not plan.serial:
            try:
                writer.patch(self._live, self._before, plan.operations, pace, self._state, self._options.no_wait)
                return {}, {}
            except writer.PermissionMissing as ex:
                self._refuse_serial(mode, ex)
        from .service import serial
        return serial.write_all(self._rule_client(), plan.operations, pace, self._state)

    def _refuse_serial(self, mode, reason):
        from azure.cli.core.azclierror import ForbiddenError
        needed = f'The action {writer.WRITE_ACTION} is needed to write all rules at once'
        if mode == PATCH:
            raise ForbiddenError(f'Nothing was written: {reason}', f'{needed}; --write serial writes them one by one.')
        if self._options.no_wait:
            raise ForbiddenError(f'Nothing was written: {reason}',
                                 f'{needed}; without it rules go one after another, which excludes --no-wait.')
        logger.warning('%s; without it they are written one by one.', needed)

    def _rule_client(self):
        from .service.serial import RuleClient
        return RuleClient(self._cli_ctx, self._live)

    def _must_provision(self):
        return self._options.provision and self._before.network_status != 'Active'

    def _provision(self, pace):
        from .service.serial import wait_for
        from azure.core.exceptions import AzureError
        self._progress.start(f'Provisioning the network of {self._before.name}', price.PROVISION_MINUTES)
        self._state.sent = True
        try:
            wait_for(self._rule_client().begin_provision(self._options.include_spark), pace)
        except (AzureError, TimeoutError) as ex:
            self._state.ended = operation.FAILED
            self._state.error = f'provisioning: {ex}'

    def _accepted(self, elapsed):
        logger.warning('The service has accepted the write. Wait for it with: %s', self._wait_command())
        results = outcomes.unknown(self.planned.plan.operations, outcomes.PENDING, None)
        return self._result(outcomes.Outcome([*results, *self.planned.unwritable], ()), outcomes.ACCEPTED, elapsed)

    def _wait_command(self):
        asked = self.planned.asked
        return fixes.wait_for_presets(self._before, asked.presets, asked.include_optional)

    def _proof(self, errors, not_attempted, interrupted, elapsed):
        operations = self.planned.plan.operations
        if self._state.error and self._state.ended != operation.SUCCEEDED:
            errors = {**{item.name: self._state.error for item in operations}, **errors}
        try:
            self._after = self._live.read()
            proven = outcomes.prove(self._before, self._after, operations, errors, not_attempted)
            complete = proven.complete
        except (Exception, KeyboardInterrupt) as ex:  # pylint: disable=broad-exception-caught
            # Whatever hides the hub now, the result of the write has to be told.
            reason = f'the hub could not be read afterwards: {ex}'
            proven, complete = outcomes.Outcome(outcomes.unknown(operations, outcomes.PENDING, reason), ()), False
        if interrupted or self._state.ended in (operation.FAILED, operation.TIMED_OUT):
            complete = False
        for disturbance in proven.disturbed:
            logger.warning('The rule %s, which was there before, is %s.', disturbance.rule, disturbance.change)
        if not complete:
            logger.warning('Not everything is in place%s. The same command writes what is still missing.',
                           f' ({self._state.error})' if self._state.error else '')
            exit_after_output(self._cli_ctx, INCOMPLETE)
        everything = outcomes.Outcome([*proven.results, *self.planned.unwritable], proven.disturbed)
        return self._result(everything, outcomes.APPLIED if complete else outcomes.PARTIAL, elapsed)

    def _nothing_to_do(self):
        return self._result(outcomes.Outcome(self.planned.unwritable, ()), outcomes.NOTHING_TO_DO)

    def _result(self, proven, overall, elapsed=0.0):
        return {'hub': render_hub(self._after), 'presets': self.planned.presets_on(self._after),
                'plan': self.planned.plan.as_json(),
                'results': [result._asdict() for result in proven.results],
                'kept': [kept._asdict() for kept in self.planned.kept],
                'disturbed': [disturbance._asdict() for disturbance in proven.disturbed],
                'minutes': round(elapsed / 60, 1), 'outcome': overall}
