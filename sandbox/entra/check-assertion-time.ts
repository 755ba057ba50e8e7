/** Whether an assertion is within its time. By the machine's clock: whoever signs one reads that clock, and cannot be told of another. */
import type { Assertion } from './read-assertion.ts';
import type { TokenProblem } from './token-problem.ts';

const skewMilliseconds = 5 * 60_000;

export function findTimeProblem({ claims }: Assertion, machineNow: number): TokenProblem | undefined {
  const [notBefore, expires] = [(claims.nbf ?? 0) * 1_000, claims.exp * 1_000];
  if (machineNow >= notBefore - skewMilliseconds && machineNow < expires + skewMilliseconds) return undefined;
  return [
    'assertionTime',
    `Client assertion is not within its valid time range. Current time: ${toTicks(machineNow)}, assertion valid from ${toTicks(notBefore)}, expiry time of assertion ${toTicks(expires)}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
  ];
}

/** As .NET writes an instant: seven digits of a second. */
function toTicks(instant: number): string {
  return new Date(instant).toISOString().replace('Z', '0000Z');
}
