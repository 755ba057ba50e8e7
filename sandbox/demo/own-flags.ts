/** The flags of `npm start` that are not the sandbox's. Everything else is handed on, unread. Refuses a flag without its value, and a port that is none. */
export interface OwnFlags {
  readonly isOnce: boolean;
  readonly functionsPort: number;
  readonly crashOnMessageIds: readonly string[];
  readonly sandboxFlags: readonly string[];
}

const FUNCTIONS_PORT = 7071;

export const ownUsage = `npm start -- [--once] [--port-functions <number>] [--crash-on-message-id <pattern>]… [flags of the sandbox]

  --once                             end after the demo, with 0 when everything went as told
  --port-functions <number>          port of the functions host (default ${FUNCTIONS_PORT})
  --crash-on-message-id <pattern>    a message with such an id kills the functions host that takes it, which is then
                                     started again; * is any text, ? one character; repeat it for more`;

export function takeOwnFlags(args: readonly string[]): OwnFlags {
  const values: Record<'--port-functions' | '--crash-on-message-id', string[]> = {
    '--port-functions': [],
    '--crash-on-message-id': [],
  };
  const sandboxFlags: string[] = [];
  const remaining = args.values();
  for (const arg of remaining) {
    const [name = '', ...inline] = arg.split('=');
    if (name === '--once') continue;
    if (name !== '--port-functions' && name !== '--crash-on-message-id') {
      sandboxFlags.push(arg);
      continue;
    }
    const value = inline.length > 0 ? inline.join('=') : remaining.next().value;
    if (value === undefined || value === '') throw new Error(`${name} needs a value. See npm start -- --help.`);
    values[name].push(value);
  }
  return {
    isOnce: args.includes('--once'),
    functionsPort: toPort(values['--port-functions'].at(-1) ?? String(FUNCTIONS_PORT)),
    crashOnMessageIds: values['--crash-on-message-id'],
    sandboxFlags,
  };
}

function toPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error('--port-functions needs a port: 0 to 65535.');
}
