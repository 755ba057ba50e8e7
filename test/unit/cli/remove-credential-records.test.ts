import { describe, expect, test } from '@jest/globals';
import { removeTenant } from '../../../cli/tenants/remove-tenant.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { contoso, failureOf, memoryOperator, NOW, recordTerminal } from './command-bundle.ts';

async function setup() {
  const operator = memoryOperator({ connections: [contoso] });
  const record = { tenant: 'contoso', checkedAt: NOW, findings: [], told: { version: '', causes: {} } };
  await operator.credentialRecords.save(record);
  const context = { terminal: recordTerminal(), commandName: 'postbus' };
  const remove = (ports: typeof operator = operator) => removeTenant({ tenant: 'contoso', yes: true }, ports, context);
  return { operator, remove };
}

describe('tenants remove', () => {
  test('takes along what is remembered of the credential', async () => {
    const { operator, remove } = await setup();
    await remove();
    expect(await operator.credentialRecords.list()).toEqual([]);
  });

  test('says what is left where that fails, and that it goes by itself', async () => {
    const { operator, remove } = await setup();
    const broken = {
      ...operator.credentialRecords,
      remove: () => Promise.reject(deliveryError('ERR_LEDGER_UNAVAILABLE')),
    };
    expect(await failureOf(() => remove({ ...operator, credentialRecords: broken }))).toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', remedy: expect.stringContaining('daily check') },
    });
    expect(await operator.connections.read('contoso')).toBeUndefined();
  });
});
