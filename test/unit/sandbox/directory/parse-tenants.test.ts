import { describe, expect, test } from '@jest/globals';
import { parseTenants } from '../../../../sandbox/directory/parse-tenants.ts';
import { makeSeed } from '../../../../sandbox/seed.ts';

function setup() {
  const seed = makeSeed(Date.UTC(2026, 10, 22));
  const [contoso] = seed;
  if (contoso === undefined) throw new Error('The seed is empty.');
  const [app] = contoso.apps;
  if (app === undefined) throw new Error('The seed has a tenant without an app.');
  return { seed, contoso, app };
}

describe('parse tenants', () => {
  test('reads back what was written', () => {
    const { seed } = setup();
    expect(parseTenants(JSON.parse(JSON.stringify(seed)))).toEqual(seed);
  });

  test('reads a file of an earlier sandbox as tenants with client secrets, each with an id of its own that stays', () => {
    const { contoso, app } = setup();
    const { clientId, objectId, displayName, secrets, entraRoles, rbac, grantsEffectiveAt } = app;
    const before = { clientId, objectId, displayName, secrets, entraRoles, rbac, grantsEffectiveAt };
    const other = { ...before, clientId: 'c0c0c0c0-0000-4000-8000-000200000009' };
    const [read] = parseTenants([{ ...contoso, apps: [before, other] }]);
    expect(read?.apps[0]).toEqual({ ...app, registrationId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(read?.apps[0]?.registrationId).not.toBe(read?.apps[1]?.registrationId);
    expect(parseTenants([{ ...contoso, apps: [before, other] }])).toEqual([read]);
  });
});
