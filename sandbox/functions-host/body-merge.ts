/**
 * The host's trap for queue messages: the top-level properties of a JSON *text* body replace trigger metadata.
 * WorkerFunctionInvoker.TransformInput -> Utility.ApplyBindingData (azure-functions-host) does this for every string
 * input, case-insensitively, and the body wins; known and open as azure-functions-host#7119. A body read as bytes
 * (`dataType: 'binary'`) is never merged.
 */
import type { RpcMetadata, RpcTypedData } from './rpc-types.ts';

export function mergeBody(metadata: RpcMetadata, body: string): RpcMetadata {
  const properties = parseObject(body);
  if (properties === undefined) return metadata;
  const merged = new Map<string, RpcTypedData>(Object.entries(metadata));
  const nameOf = new Map(Object.keys(metadata).map((name) => [name.toLowerCase(), name]));
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || Array.isArray(value)) continue;
    const known = nameOf.get(name.toLowerCase()) ?? name;
    nameOf.set(name.toLowerCase(), known);
    merged.set(known, typeof value === 'object' ? { json: JSON.stringify(value) } : { string: toDotnetText(value) });
  }
  return Object.fromEntries(merged);
}

function parseObject(body: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The host casts each value to a .NET string, where `true` becomes "True": not JSON, so the library leaves it a string. */
function toDotnetText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
