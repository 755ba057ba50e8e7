/** Stands in for the flow in the build under test: the flow itself, through the gate, its ports with crash points. */
import { deliverMessage as deliver } from '../../../shared/delivery/deliver-message.ts';
import { throughGate } from './gate.ts';
import { subjectOf } from './subject-of.ts';
import { withCrashPoints } from './with-crash-points.ts';

export const deliverMessage: typeof deliver = (received, ports) =>
  throughGate({ flow: 'deliverMessage', subject: subjectOf(received) }, () =>
    deliver(received, withCrashPoints(ports)),
  );
