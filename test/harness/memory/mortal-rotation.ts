/** Ports of a rotation that die before or after the n-th call, as a process does: nothing of it runs any more. Or stand still there. */
import { MINUTE, SECOND } from '../../../shared/duration.ts';
import type { RotationPorts } from '../../../shared/tenant/rotation/rotation-ports.ts';

export class Died extends Error {}

export interface Death {
  /** Number of the call, from 1. */
  readonly at: number;
  readonly when: 'before' | 'after';
  /** Instead of dying: stops there and waits until this is through. */
  readonly stall?: () => Promise<void>;
}

/** Ports of a process that dies. `calls` is how many were made. */
export function mortal(ports: RotationPorts, death: Death | undefined) {
  const life = { calls: 0, isDead: false };
  const guard =
    <Input extends readonly unknown[], Output>(work: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      if (life.isDead) throw new Died();
      life.calls += 1;
      const isIt = life.calls === death?.at;
      if (isIt && death.when === 'before') await end();
      const output = await work(...input);
      if (isIt && death.when === 'after') await end();
      return output;
    };
  async function end(): Promise<void> {
    if (death?.stall) return death.stall();
    life.isDead = true;
    throw new Died();
  }
  const { connections, rotations, credentials, tokens, registrations, versions, uses, tellLeft } = ports;
  const guarded: RotationPorts = {
    ...ports,
    connections: {
      read: guard(connections.read),
      list: guard(connections.list),
      markRotated: guard(connections.markRotated),
    },
    rotations: {
      read: guard(rotations.read),
      listOpen: guard(rotations.listOpen),
      create: guard(rotations.create),
      update: guard(rotations.update),
    },
    credentials: { readAgain: guard(credentials.readAgain), readEarlier: guard(credentials.readEarlier) },
    tokens: { ...tokens, acquire: guard(tokens.acquire) },
    registrations: {
      read: guard(registrations.read),
      addPassword: guard(registrations.addPassword),
      removePassword: guard(registrations.removePassword),
    },
    versions: { store: guard(versions.store), list: guard(versions.list), readHint: guard(versions.readHint) },
    uses: { list: guard(uses.list) },
    tellLeft: guard(tellLeft),
  };
  return { ports: guarded, calls: () => life.calls };
}

/** Longer than a lease. */
export const A_WHILE = 2 * MINUTE + SECOND;
