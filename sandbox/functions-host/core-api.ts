/**
 * What the Functions worker offers the `@azure/functions` library under the name `@azure/functions-core`.
 * Keeps what an app registers: its functions, its hooks and the library's programming model.
 * Fails like the worker: registration after start, a second function of one name, an unknown hook.
 */
import type { RpcBinding, RpcInvocationRequest, RpcInvocationResponse } from './rpc-types.ts';

/** Versions Core Tools shipped in August 2026; the library only compares them, to decide which features it may use. */
const WORKER_VERSION = '3.14.1';
const HOST_VERSION = '4.1052.200';

const hookNames = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
type HookName = (typeof hookNames)[number];
/** Hooks write to their context: the library wraps it and sets `level`, `message`, `result`, `error` on it. */
export type HookContext = Record<string, unknown>;
type Hook = (context: HookContext) => unknown;

export type FunctionCallback = (...inputs: unknown[]) => unknown;

export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  readonly bindings: Readonly<Record<string, RpcBinding>>;
  readonly retryOptions?: unknown;
}

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

export interface LogEntry {
  readonly level: LogLevel;
  readonly category: string;
  readonly message: string;
  readonly functionName?: string;
  readonly invocationContext?: unknown;
}

export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly metadata: FunctionMetadata;
  readonly request: RpcInvocationRequest;
  /** The library warns of "log calls that are not awaited" unless it is told in which phase it is. */
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  readonly log: (level: LogLevel, category: string, message: string) => void;
}

export interface ProgrammingModel {
  readonly getInvocationModel: (context: CoreInvocationContext) => InvocationModel;
  readonly getCapabilities?: (defaults: Record<string, string>) => Promise<Record<string, string>>;
}

export interface InvocationModel {
  readonly getArguments: () => Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  readonly invokeFunction: (context: unknown, inputs: unknown, callback: unknown) => Promise<unknown>;
  readonly getResponse: (context: unknown, result: unknown) => Promise<RpcInvocationResponse>;
}

export interface CoreApi {
  /** The module object itself, for `require('@azure/functions-core')`. */
  readonly coreModule: Readonly<Record<string, unknown>>;
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  readonly programmingModel: () => ProgrammingModel | undefined;
  /** From here on nothing can be registered. */
  readonly lock: () => void;
  readonly runHooks: (name: HookName, context: HookContext) => Promise<void>;
  readonly log: (entry: LogEntry) => void;
  /** Shared by all hooks of the app, as `appHookData`. */
  readonly appHookData: Record<string, unknown>;
}

export function createCoreApi(writeLog: (entry: LogEntry) => void): CoreApi {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, Hook[]>(hookNames.map((name) => [name, []]));
  const appHookData: Record<string, unknown> = {};
  let model: ProgrammingModel | undefined;
  let locked = false;

  function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    if (locked) {
      throw new Error(`Function "${metadata.name}" was registered after start. Register it while the app loads.`);
    }
    if (functions.has(metadata.name)) {
      throw new Error(`A function named "${metadata.name}" is already registered. Give one of the two another name.`);
    }
    functions.set(metadata.name, { metadata, callback });
    return new Disposable(() => functions.delete(metadata.name));
  }

  function registerHook(name: string, hook: Hook): Disposable {
    const registered = hooks.get(name);
    if (registered === undefined) {
      // The library looks for exactly this to say "needs a newer host" instead of failing without a word.
      const error = new RangeError(`Hook "${name}" does not exist. Hooks are ${hookNames.join(', ')}.`);
      throw Object.assign(error, { isAzureFunctionsSystemError: true });
    }
    registered.push(hook);
    return new Disposable(() => registered.splice(registered.indexOf(hook), 1));
  }

  function log(entry: LogEntry): void {
    const { level, message, category, invocationContext } = entry;
    const context = { hookData: {}, appHookData, level, message, category, invocationContext };
    for (const hook of hooks.get('log') ?? []) hook(context);
    writeLog({ ...entry, level: context.level, message: context.message });
  }

  async function runHooks(name: HookName, context: HookContext): Promise<void> {
    for (const hook of hooks.get(name) ?? []) await hook(context);
  }

  const coreModule = {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    Disposable,
    registerFunction,
    registerHook,
    setProgrammingModel: (chosen: ProgrammingModel) => {
      model = chosen;
    },
    getProgrammingModel: () => model,
    log: (level: LogLevel, category: string, message: string) => log({ level, category, message }),
  };

  const lock = () => {
    locked = true;
  };
  return { coreModule, functions, programmingModel: () => model, lock, runHooks, log, appHookData };
}

class Disposable {
  #undo: (() => unknown) | undefined;

  constructor(undo: () => unknown) {
    this.#undo = undo;
  }

  dispose(): void {
    this.#undo?.();
    this.#undo = undefined;
  }
}
