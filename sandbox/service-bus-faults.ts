/**
 * Fault rules in the broker's terms: what an HTTP-minded rule means for a transfer over AMQP.
 * A rule that has no such meaning is refused when it is written (see findServiceBusProblems), not ignored when it matches.
 */
import type { FaultPhase, FaultRuleInput } from './fault-rule.ts';
import type { Faults } from './faults.ts';
import type { OperationName } from './operation-names.ts';
import type { BrokerFault, BrokerFaults } from './service-bus/broker-faults.ts';

type Operation = OperationName<'service-bus'>;

// phase and effect -> what the broker does
const meanings: Readonly<Record<string, BrokerFault>> = {
  'before respond': 'refuse',
  'before reset': 'drop-connection',
  'after reset': 'accept-and-drop',
  'after hang': 'lose-answer',
};

export function toBrokerFaults(faults: Faults): BrokerFaults {
  const decide = (operation: Operation): BrokerFault =>
    ask(faults, operation, 'before') ?? ask(faults, operation, 'after') ?? 'accept';
  return { onSend: () => decide('send'), onSchedule: () => decide('schedule'), onSettle: () => decide('settle') };
}

export function findServiceBusProblems({ service, phase, effect, tenant, mailbox }: FaultRuleInput): string[] {
  if (service !== 'service-bus') return [];
  const problems: string[] = [];
  if (!(`${phase} ${effect.kind}` in meanings)) {
    problems.push(
      `effect: the broker plays ${Object.keys(meanings).join(', ')}; it cannot play ${phase} ${effect.kind}`,
    );
  }
  if (tenant !== undefined || mailbox !== undefined) {
    problems.push('tenant, mailbox: a queue knows neither; leave them out');
  }
  return problems;
}

function ask(faults: Faults, operation: Operation, phase: FaultPhase): BrokerFault | undefined {
  const effect = faults.match({ service: 'service-bus', operation, phase });
  return effect && meanings[`${phase} ${effect.kind}`];
}
