/** Stands in for the probing of holds in the build under test, as deliver-message.ts does for the flow. */
import { probeHolds as probe } from '../../../shared/delivery/probe-holds.ts';
import { throughGate } from './gate.ts';
import { withCrashPoints } from './with-crash-points.ts';

export const probeHolds: typeof probe = (ports) =>
  throughGate({ flow: 'probeHolds', subject: 'probeHolds' }, () => probe(withCrashPoints(ports)));
