/** Stands in for housekeeping in the build under test, as deliver-message.ts does for the flow. */
import { keepHouse as keep } from '../../../shared/delivery/keep-house.ts';
import { throughGate } from './gate.ts';
import { withCrashPoints } from './with-crash-points.ts';

export const keepHouse: typeof keep = (ports, options) =>
  throughGate({ flow: 'keepHouse', subject: 'keepHouse' }, () => keep(withCrashPoints(ports), options));
