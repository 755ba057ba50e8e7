/** The ports of the sandbox: fixed ones that examples can name, or any free ones. */

export const defaultPorts = {
  /** The web page and the control endpoint. */
  page: 8085,
  graph: 8443,
  login: 8444,
  'key-vault': 8445,
  identity: 8446,
  /** Takes the ranges of large attachments, as outlook.office.com does. */
  upload: 8447,
  amqp: 5672,
  administration: 5300,
  blob: 10_000,
  queue: 10_001,
  table: 10_002,
} as const;

export type PortName = keyof typeof defaultPorts;
export type Ports = Readonly<Record<PortName, number>>;

export const portNames = Object.keys(defaultPorts).filter((name): name is PortName => name in defaultPorts);

export const freePorts: Ports = {
  page: 0,
  graph: 0,
  login: 0,
  'key-vault': 0,
  identity: 0,
  upload: 0,
  amqp: 0,
  administration: 0,
  blob: 0,
  queue: 0,
  table: 0,
};

/** A port that is taken, said with what can be done about it. Every other error is returned as it is. */
export function explainTakenPort(error: unknown, ports: Ports): unknown {
  const port = findTakenPort(error);
  if (port === undefined) return error;
  const name = portNames.find((one) => ports[one] === port);
  const flag = name === undefined ? '' : `, choose another one with --port-${name} <number>`;
  return new Error(
    `Port ${port} is taken by another program (perhaps another sandbox). Stop it${flag}, or let the sandbox choose with --free-ports.`,
    { cause: error },
  );
}

/** Servers of this process give Node's error, perhaps as a cause; Azurite's process gives the text of it. */
function findTakenPort(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) return Number(error.port);
  const said = /EADDRINUSE.*:(\d+)/.exec(error.message)?.[1];
  return said === undefined ? findTakenPort(error.cause) : Number(said);
}
