/** The host's command line. Refuses with every problem at once. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { StartRefusal } from './start-refusal.ts';

const usage =
  'Usage: --app <folder> [--settings <file>] [--port <n>] [--max-concurrent-calls <n>] [--crash-on-message-id <pattern>]… [--json] [--with-parent]';

export interface HostArguments {
  readonly appDirectory: string;
  /** Absent: local.settings.json in the app's folder, if there is one. */
  readonly settingsFile: string | undefined;
  /** 0 asks for any free port. */
  readonly port: number;
  /** Absent: host.json decides. */
  readonly maxConcurrentCalls: number | undefined;
  /** Empty: no message ends the host. */
  readonly crashOnMessageIds: readonly string[];
  readonly json: boolean;
  readonly withParent: boolean;
}

export function readHostArguments(args: readonly string[]): HostArguments {
  const values = parse(args);
  const { app, port, 'max-concurrent-calls': calls } = values;
  const problems = [
    ...(app === undefined ? [`--app is missing: the folder of the built app. ${usage}`] : []),
    ...(/^\d+$/.test(port) && Number(port) < 65_536 ? [] : [`--port ${port} is no port. Write 0 to 65535.`]),
    ...(calls === undefined || /^[1-9]\d*$/.test(calls) ? [] : [`--max-concurrent-calls ${calls}: write 1 or more.`]),
  ];
  if (app === undefined || problems.length > 0) throw new StartRefusal(problems);
  return {
    appDirectory: path.resolve(app),
    settingsFile: values.settings,
    port: Number(port),
    maxConcurrentCalls: calls === undefined ? undefined : Number(calls),
    crashOnMessageIds: values['crash-on-message-id'],
    json: values.json,
    withParent: values['with-parent'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        app: { type: 'string' },
        settings: { type: 'string' },
        port: { type: 'string', default: '7071' },
        'max-concurrent-calls': { type: 'string' },
        'crash-on-message-id': { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        'with-parent': { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new StartRefusal([`${cause instanceof Error ? cause.message : String(cause)} ${usage}`], { cause });
  }
}
