/**
 * ASP.NET-style route templates of HTTP triggers: `mail/{tenant}/{id:int?}`, `files/{*path}`.
 * Literals match in any case; a literal beats a constrained parameter, which beats a free one, which beats a catch-all.
 * Throws on a template or constraint it does not know.
 */

export interface RouteTemplate {
  readonly text: string;
  /** Lower comes first when several templates match one path. */
  readonly precedence: string;
  readonly match: (path: string) => Readonly<Record<string, string>> | undefined;
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly optional: boolean; readonly constraint?: RegExp }
  | { readonly kind: 'rest'; readonly name: string };

const constraints: Readonly<Record<string, RegExp>> = {
  int: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  bool: /^(true|false)$/i,
  guid: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  alpha: /^[a-z]+$/i,
};

export function parseRouteTemplate(text: string): RouteTemplate {
  const segments = splitPath(text).map((part) => parseSegment(part, text));
  return {
    text,
    precedence: segments.map(rank).join(''),
    match: (path) => matchSegments(segments, splitPath(path)),
  };
}

function parseSegment(part: string, template: string): Segment {
  if (!part.includes('{') && !part.includes('}')) return { kind: 'literal', text: part.toLowerCase() };
  const form = /^\{(?<rest>\*{1,2})?(?<name>\w+)(?::(?<constraint>[^?{}]+))?(?<optional>\?)?\}$/.exec(part)?.groups;
  if (form?.name === undefined) {
    throw new Error(`route "${template}": "${part}" is not understood. Write {name}, {name:int}, {name?} or {*name}.`);
  }
  if (form.rest) return { kind: 'rest', name: form.name };
  const optional = form.optional !== undefined;
  if (form.constraint === undefined) return { kind: 'parameter', name: form.name, optional };
  const constraint = constraints[form.constraint];
  if (constraint !== undefined) return { kind: 'parameter', name: form.name, optional, constraint };
  const known = Object.keys(constraints).join(', ');
  throw new Error(`route "${template}": constraint "${form.constraint}" is not played here. Known are ${known}.`);
}

function matchSegments(segments: readonly Segment[], parts: readonly string[]) {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'rest') return { ...params, [segment.name]: parts.slice(index).join('/') };
    const part = parts[index];
    if (part === undefined) {
      if (segment.kind === 'parameter' && segment.optional) continue;
      return undefined;
    }
    if (!matchesPart(segment, part)) return undefined;
    if (segment.kind === 'parameter') params[segment.name] = part;
  }
  return parts.length > segments.length ? undefined : params;
}

function matchesPart(segment: Exclude<Segment, { kind: 'rest' }>, part: string): boolean {
  if (segment.kind === 'literal') return part.toLowerCase() === segment.text;
  return segment.constraint?.test(part) ?? true;
}

function rank(segment: Segment): string {
  if (segment.kind === 'literal') return '0';
  if (segment.kind === 'rest') return '3';
  return segment.constraint ? '1' : '2';
}

function splitPath(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}
