/** /control/faults, /control/clock, /control/exchange and /control/requests: what a test turns, and what it counts. */
import { Hono } from 'hono';
import * as z from 'zod';
import { exchangeSettingsSchema } from '../exchange/exchange-settings.ts';
import { type FaultRuleInput, parseFaultRule } from '../fault-rule.ts';
import { findRefusalProblems } from '../find-refusal-problems.ts';
import { operationNames } from '../operation-names.ts';
import type { ServerContext, ServerEnvironment } from '../perform.ts';
import { findServiceBusProblems } from '../service-bus-faults.ts';
import type { World } from '../world.ts';
import { InputProblems, readInput, readJsonBody } from './read-input.ts';

const seedSchema = z.strictObject({ seed: z.int().min(0).max(4_294_967_295) });

const clockSchema = z.union([
  z.strictObject({ advanceMilliseconds: z.number() }),
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
]);

export function knobRoutes(world: World): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  addFaultRoutes(app, world);
  addClockRoutes(app, world);
  const { counts, knobs } = world;
  app.get('/exchange', (context) => context.json(knobs.get()));
  app.patch('/exchange', async (context) => {
    const changes = await readInput(context, exchangeSettingsSchema.partial());
    knobs.change(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)));
    return context.json(knobs.get());
  });
  app.get('/requests', (context) => context.json(counts.list()));
  app.delete('/requests', (context) => {
    counts.reset();
    return context.body(null, 204);
  });
  return app;
}

function addFaultRoutes(app: Hono<ServerEnvironment>, { faults }: World): void {
  app.get('/faults', (context) => context.json({ seed: faults.seed(), rules: faults.list() }));
  app.post('/faults', async (context) => context.json(faults.add(await readRule(context)), 201));
  app.put('/faults/seed', async (context) => {
    faults.reseed((await readInput(context, seedSchema)).seed);
    return context.json({ seed: faults.seed() });
  });
  app.delete('/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  app.delete('/faults/:id', (context) =>
    faults.remove(context.req.param('id')) ? context.body(null, 204) : context.notFound(),
  );
}

function addClockRoutes(app: Hono<ServerEnvironment>, { clock }: World): void {
  const show = () => ({ now: new Date(clock.now()).toISOString(), offsetMilliseconds: clock.offsetMilliseconds() });
  app.get('/clock', (context) => context.json(show()));
  app.post('/clock', async (context) => {
    const input = await readInput(context, clockSchema);
    if ('now' in input) clock.set(Date.parse(input.now));
    else clock.advance(input.advanceMilliseconds);
    return context.json(show());
  });
}

async function readRule(context: ServerContext): Promise<FaultRuleInput> {
  const parsed = parseFaultRule(await readJsonBody(context));
  if (parsed.kind === 'refused') throw new InputProblems(parsed.problems);
  const problems = [
    ...findOperationProblems(parsed.rule),
    ...findServiceBusProblems(parsed.rule),
    ...findNarrowingProblems(parsed.rule),
    ...findRefusalProblems(parsed.rule),
  ];
  if (problems.length > 0) throw new InputProblems(problems);
  return parsed.rule;
}

/** A rule with a misspelt operation would never match, and its test would pass for nothing. */
function findOperationProblems({ service, operation }: FaultRuleInput): readonly string[] {
  const known: readonly string[] = operationNames[service];
  if (operation === '*' || known.includes(operation)) return [];
  return [`operation: ${service} has no ${operation}; it has ${known.join(', ')} and *`];
}

/** Rows say in a program's own words whose they are, and so do the bodies that a receiver gets. */
function findNarrowingProblems({ service, tenant, mailbox }: FaultRuleInput): readonly string[] {
  if (tenant === undefined && mailbox === undefined) return [];
  if (service === 'table-storage') return ['tenant, mailbox: table storage knows neither; leave them out'];
  return service === 'webhook' ? ['tenant, mailbox: a webhook receiver knows neither; leave them out'] : [];
}
