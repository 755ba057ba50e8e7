/** Circles of files that import each other: at least one of each knot, from its first file in alphabetical order. */

export function findCycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const cycles = new Map<string, readonly string[]>();
  const done = new Set<string>();

  function visit(file: string, trail: readonly string[]): void {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const cycle = rotated(trail.slice(start));
      cycles.set(cycle.join('\n'), cycle);
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  }

  for (const file of [...graph.keys()].sort()) visit(file, []);
  return [...cycles.values()];
}

function rotated(cycle: readonly string[]): readonly string[] {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
