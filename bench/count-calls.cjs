// Loaded into the product's process: counts its outgoing HTTP calls by origin. Asked by SIGUSR2, it collects garbage and writes
// the counts and the memory that is then in use: what stays, and not what the collector has not come round to yet.
const { subscribe } = require('node:diagnostics_channel');
const { writeFileSync } = require('node:fs');

const counts = {};
const count = (origin) => {
  counts[origin] = (counts[origin] ?? 0) + 1;
};

// fetch: Graph and Entra ID. node:http: the Azure SDKs (tables, vault, identity).
subscribe('undici:request:create', ({ request }) => count(String(request.origin)));
subscribe('http.client.request.start', ({ request }) =>
  count(`${request.protocol}//${request.host}`.replace(/:$/, '') + portOf(request)),
);

function portOf(request) {
  const header = request.getHeader('host');
  const port = typeof header === 'string' ? header.split(':')[1] : undefined;
  return port ? `:${port}` : '';
}

process.on('SIGUSR2', () => {
  global.gc();
  writeFileSync(process.env.BENCH_COUNTS_FILE, JSON.stringify({ counts, memory: process.memoryUsage() }));
});
