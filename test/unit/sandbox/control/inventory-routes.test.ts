import { describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../../sandbox/clock.ts';
import { inventoryRoutes, type ReadCredentialRows } from '../../../../sandbox/control/inventory-routes.ts';
import { openDurableFile } from '../../../../sandbox/durable-file.ts';
import { createVault } from '../../../../sandbox/key-vault/vault.ts';

function setup(read: ReadCredentialRows) {
  const clock = createMovableClock();
  const vault = createVault(openDurableFile(undefined), clock);
  const routes = inventoryRoutes({ clock, vault }, read);
  const ask = async () => {
    const response = await routes.request('/');
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { clock, vault, ask };
}

const connection = { kind: 'client-secret', secretName: 'contoso', isAutoRotated: false };

describe('inventory routes', () => {
  test('go by the sandbox’s clock and by the vault as it is now', async () => {
    const { clock, vault, ask } = setup(async () => [{ tenant: 'contoso', connection, uses: [] }]);
    expect((await ask()).body.credentials).toMatchObject([{ findings: [{ code: 'ERR_CREDENTIAL_MISSING' }] }]);
    vault.set('contoso', { value: 'hidden value', exp: Math.floor(clock.now() / 1_000) + 100 * 86_400 });
    const { body } = await ask();
    expect(body).toMatchObject({ isThere: true, credentials: [{ tenant: 'contoso', daysLeft: 100, findings: [] }] });
    expect(JSON.stringify(body)).not.toContain('hidden value');
    clock.advance(91 * 86_400_000);
    expect((await ask()).body.credentials).toMatchObject([{ daysLeft: 9 }]);
  });

  test('say that no Postbus was here, and that the table cannot be read', async () => {
    expect(await setup(async () => undefined).ask()).toEqual({
      status: 200,
      body: { isThere: false, credentials: [] },
    });
    const { ask } = setup(() => Promise.reject(new Error('connect ECONNREFUSED')));
    expect(await ask()).toEqual({
      status: 503,
      body: { problems: ['The table store could not be read: connect ECONNREFUSED'] },
    });
  });
});
