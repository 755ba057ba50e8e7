/** What the Graph fake refuses, and in which words. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, readJson } from './graph-caller.ts';

const sandbox = await startSandbox();
const { askToken, setup } = createGraphCaller(sandbox);

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('graph refusals', () => {
  afterAll(() => sandbox.stop());

  test('carries ids, diagnostics and the date on answers and in errors', async () => {
    const { post, users } = await setup();
    const response = await post(`${users}/messages`, { subjekt: 1 }, { 'client-request-id': 'mine' });
    expect(response.status).toBe(400);
    const { headers } = response;
    expect(headers.get('client-request-id')).toBe('mine');
    expect(JSON.parse(headers.get('x-ms-ags-diagnostic') ?? '')).toHaveProperty('ServerInfo');
    expect(Date.parse(headers.get('date') ?? '')).not.toBeNaN();
    expect(await readJson(response)).toMatchObject({
      error: {
        code: 'RequestBodyRead',
        innerError: { 'request-id': headers.get('request-id'), 'client-request-id': 'mine' },
      },
    });
  });

  test.each([
    ['a mailbox outside the scope', '/users/payroll@contoso.example/messages', 403, 'ErrorAccessDenied'],
    ['an unknown mailbox of the tenant', '/users/nobody@contoso.example/messages', 404, 'ErrorInvalidUser'],
    ['a mailbox of another tenant', '/users/noreply@fabrikam.example/messages', 404, 'ResourceNotFound'],
    [
      'a folder that is none',
      '/users/noreply@contoso.example/mailFolders/spam/messages',
      400,
      'ErrorInvalidIdMalformed',
    ],
    ['an id that is none', '/users/noreply@contoso.example/messages/1', 400, 'ErrorInvalidIdMalformed'],
    ['an id of nothing', `/users/noreply@contoso.example/messages/AAMk${'x'.repeat(48)}AAA=`, 404, 'ErrorItemNotFound'],
  ])('refuses %s', async (_case, path, status, code) => {
    const { ask, errorOf } = await setup();
    expect(await errorOf(await ask(path, { method: 'GET' }))).toMatchObject({ status, error: { code } });
  });

  test('refuses a message to nobody, to nonsense, from somebody else, or to more than 500', async () => {
    const { accepted, errorOf, message, post, users } = await setup();
    const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }));
    const many = to(...Array.from({ length: 501 }, (_, number) => `a${number}@example.org`));
    const cases = [
      [{ toRecipients: [] }, 400, 'ErrorInvalidRecipients'],
      [{ ccRecipients: to('nonsense') }, 400, 'ErrorInvalidRecipients'],
      [{ from: to('ceo@contoso.example')[0] }, 403, 'ErrorSendAsDenied'],
      [{ toRecipients: many }, 400, 'ErrorExceededMaxRecipientLimit'],
    ] as const;
    for (const [changes, status, code] of cases) {
      const refused = await errorOf(await post(`${users}/sendMail`, { message: { ...message, ...changes } }));
      expect(refused).toMatchObject({ status, error: { code } });
    }
    expect(await accepted()).toBe(0);
  });

  test('refuses a request over 4 MB with an answer', async () => {
    const { errorOf, message, post, users } = await setup();
    const body = { contentType: 'text', content: 'x'.repeat(4 * 1024 * 1024) };
    const tooLarge = await errorOf(await post(`${users}/messages`, { ...message, body }));
    expect(tooLarge).toMatchObject({ status: 400, error: { message: 'The maximum request length supported is 4MB.' } });
  });

  test.each([
    ['no token', '', 'Access token is empty.'],
    ['nonsense', 'Bearer nonsense', 'CompactToken parsing failed'],
    ['a token of another run', `Bearer ${['e30', 'e30', 'AAAA'].join('.')}`, 'Signature is invalid'],
  ])('answers %s with 401', async (_case, authorization, sentence) => {
    const { ask, errorOf, users } = await setup();
    const response = await ask(`${users}/messages`, { method: 'GET', headers: { authorization } });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await errorOf(response)).toMatchObject({
      status: 401,
      error: { code: 'InvalidAuthenticationToken', message: expect.stringContaining(sentence) },
    });
  });

  test('answers 401 from the instant a token is revoked or expires', async () => {
    const { ask, users } = await setup();
    const look = async () => (await ask(`${users}/mailFolders`, { method: 'GET' })).status;
    expect(await look()).toBe(200);
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 3_600_000 } });
    expect(await look()).toBe(401);
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: -3_600_000 } });
    expect(await look()).toBe(200);
    await sandbox.control('tenants/contoso/revoke-tokens', { method: 'POST' });
    expect(await look()).toBe(401);
  });

  test('refuses while a grant propagates, and obeys a tenant-wide role as well as a scope', async () => {
    const { ask } = await setup();
    const look = async (token?: string) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return (await ask('/users/payroll@contoso.example/messages', { method: 'GET', headers })).status;
    };
    const grant = (body: unknown) => sandbox.control('tenants/contoso/grants', { method: 'PATCH', body });
    expect(await look()).toBe(403);
    await grant({ entraRoles: ['Mail.ReadWrite'], effectiveInMilliseconds: 60_000 });
    const withRole = await askToken('contoso');
    expect(await look(withRole)).toBe(403);
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 60_000 } });
    expect(await look(withRole)).toBe(200);
    expect(await look()).toBe(403);
    await grant({ entraRoles: [] });
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: -60_000 } });
  });

  test('answers its root to anybody, and the unknown with 501 and a line in the log', async () => {
    expect((await fetch(`${sandbox.settings.POSTBUS_GRAPH_ENDPOINT}/v1.0/`)).status).toBe(200);
    const { ask, errorOf } = await setup();
    expect(await errorOf(await ask('/$batch'))).toMatchObject({ status: 501, error: { code: 'NotImplemented' } });
    expect(sandbox.complaints()).toContain('does not play POST /v1.0/$batch');
    expect(await sandbox.control('requests')).toHaveProperty(['graph.unhandled.501']);
  });
});
