/** Does something for each of many, so many at a time: the stores belong to the running system, and a command is no reason to load them. */
const AT_ONCE = 8;

export async function mapInGroups<In, Out>(
  items: readonly In[],
  map: (item: In, index: number) => Promise<Out>,
  onProgress: (done: number) => void = () => {},
): Promise<readonly Out[]> {
  const results: Out[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const group = items.slice(start, start + AT_ONCE);
    results.push(...(await Promise.all(group.map((item, place) => map(item, start + place)))));
    onProgress(results.length);
  }
  return results;
}
