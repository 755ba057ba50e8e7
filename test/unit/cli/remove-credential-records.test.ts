import { describe, expect, test } from '@jest/globals';
import { removeTenant } from '../../../cli/tenants/remove-tenant.ts';
import { contoso, memoryOperator, NOW, recordTerminal } from './command-bundle.ts';

describe('tenants remove', () => {
  test('takes along what is known of the credential', async () => {
    const operator = memoryOperator({ connections: [contoso] });
    const record = { tenant: 'contoso', checkedAt: NOW, findings: [], told: { version: '', causes: {} } };
    await operator.credentialRecords.save(record);
    await operator.credentialUses.note('contoso', { fingerprint: 'f', version: 'v' });
    await removeTenant({ tenant: 'contoso', yes: true }, operator, {
      terminal: recordTerminal(),
      commandName: 'postbus',
    });
    expect(await operator.credentialRecords.list()).toEqual([]);
    expect(await operator.credentialUses.list()).toEqual([]);
  });
});
