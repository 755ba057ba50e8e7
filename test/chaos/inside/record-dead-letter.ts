/** Stands in for the recording of dead letters in the build under test, as deliver-message.ts does for the flow. */
import { recordDeadLetter as record } from '../../../shared/delivery/record-dead-letter.ts';
import { throughGate } from './gate.ts';
import { subjectOf } from './subject-of.ts';
import { withCrashPoints } from './with-crash-points.ts';

export const recordDeadLetter: typeof record = (received, reason, ports) =>
  throughGate({ flow: 'recordDeadLetter', subject: subjectOf(received) }, () =>
    record(received, reason, withCrashPoints(ports)),
  );
