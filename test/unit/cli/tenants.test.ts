import { describe, expect, test } from '@jest/globals';
import type { AddOptions } from '../../../cli/tenants/add-options.ts';
import { addTenant } from '../../../cli/tenants/add-tenant.ts';
import { listTenants } from '../../../cli/tenants/list-tenants.ts';
import { removeTenant } from '../../../cli/tenants/remove-tenant.ts';
import { showTenant } from '../../../cli/tenants/show-tenant.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { held, lifted } from '../../../shared/tenant/hold.ts';
import { contoso, memoryOperator, NOW, recordTerminal } from './command-bundle.ts';
import { heldEntry, minutesAgo, parkedEntry, sentEntry } from './ledger-entries.ts';

const SECRET = 'Vg38Q~h2.Kd_-w9xYzAbCdEfGh';
const stored = { 'postbus-contoso-client-secret': { version: '1', expiresAt: new Date('2026-03-10T10:00:00Z') } };

const flags: AddOptions = {
  tenantId: contoso.tenantId,
  clientId: contoso.clientId,
  mailbox: contoso.mailboxes,
};

interface Setup {
  readonly isKnown?: boolean;
  readonly isStored?: boolean;
  readonly isTerminal?: boolean;
  readonly input?: string;
}

function setup({ isKnown = false, isStored = isKnown, isTerminal = false, input = '' }: Setup = {}) {
  const operator = memoryOperator({ connections: isKnown ? [contoso] : [], secrets: isStored ? stored : {} });
  const terminal = recordTerminal({ isTerminal, input });
  const warnings: string[] = [];
  const context = {
    terminal,
    now: () => NOW,
    commandName: 'npx postbus',
    warn: (text: string) => void warnings.push(text),
  };
  return {
    operator,
    terminal,
    context,
    warnings,
    add: (options: AddOptions) => addTenant({ tenant: 'contoso', ...options }, operator, context),
    remove: (options = {}) => removeTenant({ tenant: 'contoso', ...options }, operator, context),
    show: () => showTenant('contoso', operator, { now: NOW, command: 'npx postbus' }),
  };
}

/** Waits for the prompt, then types. */
async function answer(terminal: ReturnType<typeof recordTerminal>, prompt: RegExp, text: string): Promise<void> {
  for (let turn = 0; !prompt.test(terminal.errorText()); turn += 1) {
    if (turn > 1000) throw new Error(`The prompt ${prompt} did not come.`);
    await new Promise(setImmediate);
  }
  terminal.type(text);
}

describe('tenants add', () => {
  test('writes the secret from standard input first, then the connection that names it', async () => {
    const { add, operator, warnings } = setup({ input: `${SECRET}\r\n` });
    const { json, text } = await add({ ...flags, secretStdin: true, secretExpires: '2027-06-30' });
    expect(operator.written).toEqual(['secret postbus-contoso-client-secret', 'connection contoso']);
    expect(operator.secretValue('postbus-contoso-client-secret')).toBe(SECRET);
    expect(await operator.connections.find('contoso')).toEqual({ ...contoso, grantedAt: NOW });
    expect(json).toMatchObject({ action: 'added', secret: { action: 'written', expiresAt: new Date('2027-06-30') } });
    expect(warnings).toEqual([]);
    expect(JSON.stringify(json) + text(plain)).not.toContain(SECRET);
  });

  test('warns where nobody says when the secret expires', async () => {
    const { add, warnings } = setup({ input: SECRET });
    await add({ ...flags, secretStdin: true });
    expect(warnings).toEqual([expect.stringContaining('--secret-expires')]);
  });

  test('promises the connection soon, and of a new secret only what is known', async () => {
    const written = await setup({ input: SECRET }).add({ ...flags, secretStdin: true, secretExpires: '2026-03-10' });
    expect(written.text(plain)).toContain('expires 2026-03-10 00:00:00Z, 9 days left');
    expect(written.text(plain)).toContain('connection within a minute.\nThe secret was not tried.');
    const kept = await setup({ isStored: true }).add({ ...flags, keepSecret: true });
    expect(kept.text(plain)).toContain('connection within a minute.');
    expect(kept.text(plain)).not.toContain('not tried');
  });

  test('keeps the stored secret, and what flags leave out of a connection that is there', async () => {
    const { add, operator } = setup({ isKnown: true });
    const { json } = await add({ plan: 'direct', look: false, keepSecret: true });
    expect(operator.written).toEqual(['connection contoso']);
    expect(await operator.connections.find('contoso')).toEqual({ ...contoso, plan: 'direct', mayLook: false });
    expect(json).toMatchObject({ action: 'changed', secret: { action: 'kept' } });
  });

  test('asks for the secret without showing it, and for its expiry', async () => {
    const { add, terminal, operator } = setup({ isTerminal: true });
    const adding = add(flags);
    await answer(terminal, /Client secret of contoso/, '');
    expect(terminal.isRaw()).toBe(true);
    terminal.type(`${SECRET}\r`);
    await answer(terminal, /expires on/, '2027-06-30\r');
    await adding;
    expect(operator.secretValue('postbus-contoso-client-secret')).toBe(SECRET);
    expect(terminal.errorText()).not.toContain(SECRET);
    expect(terminal.isRaw()).toBe(false);
  });

  test('keeps the stored secret where the prompt is left empty', async () => {
    const { add, terminal, operator } = setup({ isTerminal: true, isKnown: true });
    const adding = add({});
    await answer(terminal, /Enter keeps/, '\r');
    expect((await adding).json).toMatchObject({ secret: { action: 'kept' } });
    expect(operator.written).toEqual(['connection contoso']);
  });

  test('changes nothing when Ctrl-C is pressed at the prompt, and gives the terminal back', async () => {
    const { add, terminal, operator } = setup({ isTerminal: true });
    const failing = expect(add(flags)).rejects.toMatchObject({ failure: { exitCode: 130 } });
    await answer(terminal, /Client secret/, 'half\u0003');
    await failing;
    expect(operator.written).toEqual([]);
    expect(terminal.isRaw()).toBe(false);
  });

  test.each<[string, AddOptions, number]>([
    ['without flags', {}, 2],
    ['without a way to give the secret', flags, 2],
    ['with two ways', { ...flags, secretStdin: true, keepSecret: true }, 2],
    ['keeping what is not there', { ...flags, keepSecret: true }, 1],
    ['with a wrong date', { ...flags, secretStdin: true, secretExpires: 'soon' }, 2],
    [
      'with wrong values',
      { ...flags, cloud: 'mars', plan: 'x', mailbox: ['a'], secretName: 'a_b', keepSecret: true },
      2,
    ],
  ])('is refused %s, and nothing is written', async (_why, options, exitCode) => {
    const { add, operator } = setup({ input: SECRET });
    const failure = await add(options).catch((error) => error.failure);
    expect(failure.exitCode ?? 1).toBe(exitCode);
    expect(operator.written).toEqual([]);
  });

  test('refuses the id of a secret in place of its value, and nothing is written', async () => {
    const { add, operator } = setup({ input: contoso.clientId });
    await expect(add({ ...flags, secretStdin: true })).rejects.toThrow(/id, not its value/);
    expect(operator.written).toEqual([]);
  });

  test('names every wrong flag at once', async () => {
    const failure = await setup()
      .add({ mailbox: ['noreply@contoso.example', 'b'], cloud: 'mars', keepSecret: true })
      .catch((error) => error.failure);
    expect(failure.problems.map(({ path }: { path: string }) => path)).toEqual([
      '--tenant-id',
      '--client-id',
      '--cloud',
      '--mailbox (number 2)',
    ]);
  });

  test('says that the secret is stored where the connection could not be written', async () => {
    const { add, operator } = setup({ input: SECRET });
    operator.connections.save = async () => {
      throw deliveryError('ERR_LEDGER_UNAVAILABLE');
    };
    await expect(add({ ...flags, secretStdin: true })).rejects.toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', remedy: expect.stringContaining('--keep-secret') },
    });
  });

  test('writes nothing where the ledger cannot be read', async () => {
    const { add, operator } = setup({ input: SECRET });
    operator.holds.list = async () => {
      throw deliveryError('ERR_LEDGER_UNAVAILABLE');
    };
    await expect(add({ ...flags, secretStdin: true })).rejects.toThrow('ERR_LEDGER_UNAVAILABLE');
    expect(operator.written).toEqual([]);
  });

  test('takes no key that cannot be one', async () => {
    const { operator, context } = setup();
    await expect(showTenant('Contoso/1', operator, { now: NOW, command: 'postbus' })).rejects.toMatchObject({
      failure: { exitCode: 2 },
    });
    await expect(removeTenant({ tenant: '_unreadable' }, operator, context)).rejects.toMatchObject({
      failure: { exitCode: 2 },
    });
  });

  test('has what waited for the connection sent by itself', async () => {
    const { add, operator } = setup({ isStored: true });
    await operator.ledger.park(parkedEntry('early'), Buffer.from('{}'));
    await operator.ledger.create(sentEntry('other'));
    await operator.holds.create(held({ tenant: 'contoso' }, { code: 'ERR_CONNECTION_UNKNOWN' }, minutesAgo(1)));
    const { json, text } = await add({ ...flags, keepSecret: true });
    expect(json).toMatchObject({ parkedMessages: 1, holds: [{ code: 'ERR_CONNECTION_UNKNOWN' }] });
    expect(text(plain)).toContain('1 parked message waits for it, and is sent by itself within a minute or two');
  });

  test('makes the next probe of its holds due now, and of nobody else’s', async () => {
    const { add, operator } = setup({ isKnown: true });
    const scopes = [
      { tenant: 'contoso' },
      { tenant: 'contoso', mailbox: 'orders@contoso.example' },
      { tenant: 'fabrikam' },
    ];
    const later = new Date(NOW.getTime() + 600_000);
    for (const scope of scopes)
      await operator.holds.create({ ...held(scope, { code: 'ERR_TOKEN_REFUSED' }, NOW), probeAt: later });
    await add({ keepSecret: true });
    const probes = (await operator.holds.list()).map(({ hold }) => hold.probeAt);
    expect(probes).toEqual([NOW, NOW, later]);
  });

  test('leaves an operator’s hold alone, and says so', async () => {
    const { add, operator } = setup({ isKnown: true });
    const stored = await operator.holds.create(held({ tenant: 'contoso' }, { code: 'ERR_HELD_BY_OPERATOR' }, NOW));
    await operator.ledger.park(heldEntry('a'), Buffer.from('{}'));
    const text = (await add({ keepSecret: true })).text(plain);
    expect(text).toContain('An operator holds contoso back: npx postbus release contoso');
    expect(text).not.toContain('by itself');
    expect(await operator.holds.read({ tenant: 'contoso' })).toEqual(stored);
  });

  test('says how to send what no hold keeps, and so no probe comes by for', async () => {
    const { add, operator } = setup({ isKnown: true });
    await operator.ledger.park(heldEntry('a'), Buffer.from('{}'));
    expect((await add({ keepSecret: true })).text(plain)).toContain('npx postbus release contoso --yes puts it back');
  });

  test('warns where the probe could not be brought forward: the connection is written', async () => {
    const { add, operator, warnings } = setup({ isKnown: true });
    await operator.holds.create(held({ tenant: 'contoso' }, { code: 'ERR_TOKEN_REFUSED' }, NOW));
    operator.holds.update = async () => {
      throw deliveryError('ERR_LEDGER_UNAVAILABLE');
    };
    expect((await add({ keepSecret: true })).json).toMatchObject({ action: 'changed' });
    expect(warnings).toEqual([expect.stringContaining('within 15 minutes')]);
  });

  test.each<[string, AddOptions, boolean]>([
    ['a new client', { clientId: contoso.tenantId }, true],
    ['a new directory', { tenantId: contoso.clientId }, true],
    ['a new mailbox', { mailbox: [...contoso.mailboxes, 'new@contoso.example'] }, true],
    ['the same mailboxes in another order', { mailbox: ['ORDERS@contoso.example', 'noreply@contoso.example'] }, false],
    ['a mailbox less', { mailbox: ['noreply@contoso.example'] }, false],
    ['another plan', { plan: 'direct' }, false],
  ])('gives Exchange time for a grant where there is %s', async (_what, options, isGranted) => {
    const { add, operator } = setup({ isKnown: true });
    await add({ ...options, keepSecret: true });
    expect((await operator.connections.find('contoso'))?.grantedAt).toEqual(isGranted ? NOW : undefined);
  });

  test('keeps the instant of an earlier grant with a new secret', async () => {
    const { add, operator } = setup({ isKnown: true, input: SECRET });
    await operator.connections.save({ ...contoso, grantedAt: minutesAgo(60) });
    await add({ secretStdin: true, secretExpires: '2027-06-30' });
    expect((await operator.connections.find('contoso'))?.grantedAt).toEqual(minutesAgo(60));
  });

  test('takes how long to wait and how often to look, as whole numbers within bounds', async () => {
    const { add, operator } = setup({ isKnown: true });
    await add({ settleSeconds: '60', looks: '3', keepSecret: true });
    expect(await operator.connections.find('contoso')).toMatchObject({ settleSeconds: 60, looks: 3 });
    const failure = await add({ settleSeconds: '29', looks: '1.5', keepSecret: true }).catch((error) => error.failure);
    expect(failure.problems).toEqual([
      { path: '--settle-seconds', sentence: 'must be a whole number from 30 to 3600' },
      { path: '--looks', sentence: 'must be a whole number from 1 to 10' },
    ]);
  });

  test('has a new secret used at once by those who run, and a kept one not read again', async () => {
    const { add, operator } = setup({ isKnown: true, input: SECRET });
    await add({ keepSecret: true });
    expect(await operator.connections.find('contoso')).not.toHaveProperty('rotatedAt');
    const { text } = await add({ secretStdin: true, secretExpires: '2027-06-30' });
    expect(await operator.connections.find('contoso')).toMatchObject({ rotatedAt: NOW });
    expect(text(plain)).toContain('Running apps read it within a minute');
  });

  test('names a certificate that is in Key Vault, and says what belongs on the app registration', async () => {
    const { add, operator } = setup();
    await operator.secrets.write({ name: 'postbus-contoso-certificate', value: 'pem', tenant: 'contoso' });
    const { json, text } = await add({ ...flags, credential: 'certificate' });
    expect(await operator.connections.find('contoso')).toMatchObject({
      credential: 'certificate',
      secretName: 'postbus-contoso-certificate',
    });
    expect(json).toMatchObject({ certificate: { name: 'postbus-contoso-certificate', thumbprint: 'CD'.repeat(20) } });
    expect(text(plain)).toContain('found certificate postbus-contoso-certificate in Key Vault, expires 2026-03-21');
    expect(text(plain)).toContain(`with the thumbprint ${'CD'.repeat(20)}.`);
  });

  test('takes a certificate that is of no use yet, and says why', async () => {
    const { add, operator, warnings } = setup();
    await operator.secrets.write({ name: 'mail', value: 'pem', tenant: 'contoso' });
    operator.credentials.readAgain = async () => {
      throw deliveryError('ERR_CREDENTIAL_UNUSABLE', { provider: 'The certificate has a key of the kind ec.' });
    };
    await add({ ...flags, credential: 'certificate', secretName: 'mail' });
    expect(warnings).toEqual(['warning: ERR_CREDENTIAL_UNUSABLE: The certificate has a key of the kind ec.']);
  });

  test('keeps nothing in Key Vault for a federated connection, and says what Entra ID must be told', async () => {
    const { add, operator } = setup();
    const { json, text } = await add({ ...flags, credential: 'federated', cloud: 'china' });
    expect(operator.written).toEqual(['connection contoso']);
    expect(await operator.connections.find('contoso')).toMatchObject({ credential: 'federated' });
    expect(json).not.toHaveProperty('secret');
    expect(json).toMatchObject({
      federatedCredential: {
        issuer: 'https://login.partner.microsoftonline.cn/<tenantId>/v2.0',
        audience: 'api://AzureADTokenExchangeChina',
      },
    });
    expect(text(plain)).toContain('audience  api://AzureADTokenExchangeChina');
  });

  test('changes the kind of a connection, with what belongs to the kind', async () => {
    const { add, operator } = setup({ isKnown: true, input: SECRET });
    await operator.connections.save({ ...contoso, autoRotate: true });
    await add({ credential: 'federated' });
    const federated = await operator.connections.find('contoso');
    expect(federated).toMatchObject({ credential: 'federated', autoRotate: false, rotatedAt: NOW });
    expect(federated).not.toHaveProperty('secretName');
    await add({ credential: 'client-secret', secretStdin: true, secretExpires: '2027-06-30', autoRotate: true });
    expect(await operator.connections.find('contoso')).toMatchObject({
      secretName: 'postbus-contoso-client-secret',
      autoRotate: true,
    });
  });

  test.each<[string, AddOptions, number]>([
    ['an unknown kind', { credential: 'password' }, 2],
    ['a certificate that is not in Key Vault', { credential: 'certificate' }, 1],
    ['a client secret for a certificate', { credential: 'certificate', secretStdin: true }, 2],
    ['a client secret for a federated connection', { credential: 'federated', keepSecret: true }, 2],
    ['a name in Key Vault for a federated connection', { credential: 'federated', secretName: 'mail' }, 2],
    ['renewal of what is no client secret', { credential: 'federated', autoRotate: true }, 2],
  ])('refuses %s, and nothing is written', async (_what, options, exitCode) => {
    const { add, operator } = setup({ input: SECRET });
    const failure = await add({ ...flags, ...options }).catch((error) => error.failure);
    expect(failure.exitCode ?? 1).toBe(exitCode);
    expect(operator.written).toEqual([]);
  });

  test('writes a connection anew that cannot be read', async () => {
    const { add, operator } = setup({ isStored: true });
    operator.connections.find = async () => {
      throw deliveryError('ERR_CONNECTION_UNREADABLE');
    };
    expect((await add({ ...flags, keepSecret: true })).json).toMatchObject({ action: 'added' });
    expect(operator.written).toEqual(['connection contoso']);
  });
});

describe('tenants remove', () => {
  test('keeps the secret and the records, and says so', async () => {
    const { remove, operator } = setup({ isKnown: true });
    await operator.ledger.create(sentEntry('a'));
    const { json, text } = await remove({ yes: true });
    expect(operator.written).toEqual(['removed connection contoso']);
    expect(json).toMatchObject({ secret: { action: 'kept' }, records: { count: 1, isWhole: true } });
    expect(text(plain)).toContain('1 record of messages stays');
  });

  test('removes its holds, and tells of messages that are not sent', async () => {
    const { remove, operator } = setup({ isKnown: true });
    await operator.ledger.park(heldEntry('a'), Buffer.from('{}'));
    await operator.holds.create(held({ tenant: 'contoso' }, { code: 'ERR_TOKEN_REFUSED' }, NOW));
    await operator.holds.create(
      lifted(held({ tenant: 'contoso', mailbox: 'a@b.example' }, { code: 'ERR_MAILBOX_FULL' }, NOW), NOW),
    );
    await operator.holds.create(held({ tenant: 'fabrikam' }, { code: 'ERR_TOKEN_REFUSED' }, NOW));
    const { json, text } = await remove({ yes: true });
    expect((await operator.holds.list()).map(({ hold }) => hold.tenant)).toEqual(['fabrikam']);
    expect(json).toMatchObject({ parkedMessages: 1, holds: [{ code: 'ERR_TOKEN_REFUSED' }] });
    expect(text(plain)).toContain('removed 1 hold');
    expect(text(plain)).toContain('1 message of them is parked and not sent');
  });

  test('warns of them before it asks', async () => {
    const { remove, operator, terminal } = setup({ isKnown: true, isTerminal: true });
    await operator.ledger.park(heldEntry('a'), Buffer.from('{}'));
    const removing = remove();
    await answer(terminal, /remove it: /, 'contoso\r');
    await removing;
    expect(terminal.errorText()).toContain('1 message of contoso is parked and not sent yet.');
  });

  test('says that the connection is gone where its holds could not be removed', async () => {
    const { remove, operator } = setup({ isKnown: true });
    await operator.holds.create(held({ tenant: 'contoso' }, { code: 'ERR_TOKEN_REFUSED' }, NOW));
    operator.holds.remove = async () => {
      throw deliveryError('ERR_LEDGER_UNAVAILABLE');
    };
    await expect(remove({ yes: true })).rejects.toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', sentence: expect.stringContaining('not its holds') },
    });
  });

  test('deletes the secret after the connection where that is wanted', async () => {
    const { remove, operator } = setup({ isKnown: true });
    await remove({ yes: true, withSecret: true });
    expect(operator.written).toEqual(['removed connection contoso', 'removed secret postbus-contoso-client-secret']);
  });

  test('says that the connection is gone where its secret could not be deleted', async () => {
    const { remove, operator } = setup({ isKnown: true });
    operator.secrets.remove = async () => {
      throw deliveryError('ERR_VAULT_ACCESS_DENIED');
    };
    await expect(remove({ yes: true, withSecret: true })).rejects.toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', sentence: expect.stringContaining('contoso is removed') },
    });
  });

  test('asks on a terminal for the key, and takes nothing else', async () => {
    const right = setup({ isKnown: true, isTerminal: true });
    const removing = right.remove();
    await answer(right.terminal, /remove it: /, 'contoso\r');
    expect((await removing).json).toMatchObject({ action: 'removed' });

    const wrong = setup({ isKnown: true, isTerminal: true });
    const failing = expect(wrong.remove()).rejects.toThrow(/nothing was removed/);
    await answer(wrong.terminal, /remove it: /, 'yes\r');
    await failing;
    expect(wrong.operator.written).toEqual([]);
  });

  test('needs --yes where nobody can be asked, and a connection', async () => {
    await expect(setup({ isKnown: true }).remove()).rejects.toMatchObject({ failure: { exitCode: 2 } });
    await expect(setup().remove({ yes: true })).rejects.toMatchObject({ failure: { exitCode: 3 } });
  });
});

describe('tenants show and list', () => {
  test('shows when the secret expires and the days that are left', async () => {
    const { json, text } = await setup({ isKnown: true }).show();
    expect(json).toMatchObject({ ...contoso, secret: { state: 'stored', daysLeft: 9 } });
    expect(text(plain)).toMatch(/expires 2026-03-10 10:00:00Z, 9 days left/);
  });

  test('shows the connection also where the secret is missing or the vault refuses', async () => {
    const { show, operator } = setup({ isKnown: true, isStored: false });
    expect((await show()).text(plain)).toContain('is not in Key Vault: store it with `npx postbus tenants add`');
    operator.secrets.describe = async () => {
      throw deliveryError('ERR_VAULT_ACCESS_DENIED');
    };
    const { json, text } = await show();
    expect(json).toMatchObject({
      tenantId: contoso.tenantId,
      secret: { state: 'unknown', code: 'ERR_VAULT_ACCESS_DENIED' },
    });
    expect(text(plain)).toContain('Key Vault Secrets Officer');
  });

  test('shows how doubts are settled, a young grant, and what is held', async () => {
    const { show, operator } = setup({ isKnown: true });
    await operator.connections.save({ ...contoso, settleSeconds: 60, looks: 1, grantedAt: minutesAgo(119) });
    const mailbox = 'orders@contoso.example';
    await operator.holds.create(held({ tenant: 'contoso', mailbox }, { code: 'ERR_MAILBOX_FULL' }, minutesAgo(3)));
    await operator.holds.create(lifted(held({ tenant: 'contoso' }, { code: 'ERR_TOKEN_REFUSED' }, NOW), NOW));
    const { json, text } = await show();
    expect(json).toMatchObject({ settleSeconds: 60, holds: [{ mailbox, code: 'ERR_MAILBOX_FULL' }] });
    expect(text(plain)).toContain('looked up in the mailbox after 60 s, once');
    expect(text(plain)).toContain('it may take 2 hours to work everywhere');
    expect(text(plain)).toMatch(/held +orders@contoso.example: ERR_MAILBOX_FULL since/);
    expect(text(plain)).not.toContain('ERR_TOKEN_REFUSED');
    await operator.connections.save({ ...contoso, grantedAt: minutesAgo(120) });
    expect((await show()).text(plain)).not.toContain('2 hours');
  });

  test('has another exit code for a connection that is not there', async () => {
    await expect(setup().show()).rejects.toMatchObject({ failure: { exitCode: 3 } });
  });

  test('lists connections by key, and says how to add the first', async () => {
    const { connections } = memoryOperator({ connections: [{ ...contoso, tenant: 'zulu' }, contoso] });
    const { json, text } = await listTenants(connections, 'postbus');
    expect(json).toMatchObject({ tenants: [{ tenant: 'contoso' }, { tenant: 'zulu' }] });
    expect(text(plain)).toContain('noreply@contoso.example and 1 more');
    expect((await listTenants(memoryOperator().connections, 'npx postbus')).text(plain)).toContain(
      '`npx postbus tenants add',
    );
  });
});
