/** Tells alerts by the app's log, one event each: what an alert rule of Azure Monitor is made of. Needs nothing that could fail. */
import { logAlert } from '../log/alert-events.ts';
import type { LogSink } from '../log/log-sink.ts';
import type { AlertRoute } from './alert-route.ts';

export const createLogRoute = (log: LogSink): AlertRoute => ({
  name: 'log',
  async tell({ alerts }) {
    for (const alert of alerts) logAlert(log, alert);
    return { kind: 'told' };
  },
});
