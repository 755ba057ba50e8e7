import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../../sandbox/answer.ts';
import { listSecrets, listSecretVersions } from '../../../../sandbox/key-vault/list-secrets.ts';
import * as operations from '../../../../sandbox/key-vault/secret-operations.ts';
import { createVault } from '../../../../sandbox/key-vault/vault.ts';

const origin = 'https://localhost:8445';
const now = Date.UTC(2026, 10, 22);

function setup() {
  const written: unknown[] = [];
  const file = { read: () => written.at(-1), write: (value: unknown) => void written.push(structuredClone(value)) };
  const clock = { now: () => now, onMove: () => () => {} };
  const vault = createVault(file, clock);
  const request = (name: string, body?: unknown, version?: string) => ({ vault, origin, name, body, version });
  return { vault, request, reopen: () => createVault(file, clock) };
}

function read({ body }: Answer) {
  return JSON.parse(String(body));
}

describe('secret operations', () => {
  test('gives the newest version, and an older one by its id', () => {
    const { request } = setup();
    const first = read(operations.setSecret(request('one', { value: 'old' })));
    operations.setSecret(request('one', { value: 'new' }));
    expect(read(operations.getSecret(request('one'))).value).toBe('new');
    const version = first.id.split('/').at(-1);
    expect(read(operations.getSecret(request('ONE', undefined, version))).value).toBe('old');
  });

  test('returns the value of an expired and of a not yet valid secret', () => {
    const { request } = setup();
    operations.setSecret(request('one', { value: 'x', attributes: { exp: 1, nbf: 4_000_000_000 } }));
    const answer = operations.getSecret(request('one'));
    expect(answer.status).toBe(200);
    expect(read(answer)).toMatchObject({ value: 'x', attributes: { exp: 1, nbf: 4_000_000_000, enabled: true } });
  });

  test('withholds a disabled secret with 403', () => {
    const { request } = setup();
    operations.setSecret(request('one', { value: 'x' }));
    operations.updateSecret(request('one', { attributes: { enabled: false } }));
    const answer = operations.getSecret(request('one'));
    expect(answer.status).toBe(403);
    expect(read(answer).error).toMatchObject({ code: 'Forbidden', innererror: { code: 'SecretDisabled' } });
  });

  test('changes attributes without a new version and without the value', () => {
    const { request, vault } = setup();
    operations.setSecret(request('one', { value: 'x', tags: { a: '1' } }));
    const changed = read(operations.updateSecret(request('one', { value: 'ignored', attributes: { exp: 5 } })));
    expect(changed).not.toHaveProperty('value');
    expect(changed).toMatchObject({ attributes: { exp: 5 }, tags: { a: '1' } });
    expect(vault.find('one')?.versions).toHaveLength(1);
    expect(read(operations.getSecret(request('one'))).value).toBe('x');
  });

  test('says SecretNotFound with the name that was asked', () => {
    const answer = operations.getSecret(setup().request('missing'));
    expect(answer.status).toBe(404);
    expect(read(answer).error.code).toBe('SecretNotFound');
    expect(read(answer).error.message).toContain('(name/id) missing was not found');
  });

  test('blocks the name of a deleted secret until it is purged', () => {
    const { request } = setup();
    operations.setSecret(request('one', { value: 'x' }));
    expect(read(operations.deleteSecret(request('one')))).toMatchObject({ recoveryId: `${origin}/deletedsecrets/one` });
    expect(operations.getSecret(request('one')).status).toBe(404);
    expect(operations.setSecret(request('one', { value: 'y' })).status).toBe(409);
    expect(operations.purgeDeletedSecret(request('one')).status).toBe(204);
    expect(operations.setSecret(request('one', { value: 'y' })).status).toBe(200);
  });

  test('recovers a deleted secret with its versions', () => {
    const { request } = setup();
    operations.setSecret(request('one', { value: 'x' }));
    operations.deleteSecret(request('one'));
    expect(operations.recoverDeletedSecret(request('one')).status).toBe(200);
    expect(read(operations.getSecret(request('one'))).value).toBe('x');
  });

  test.each([
    ['a name with an underscore', 'a_b', { value: 'x' }],
    ['no value', 'one', {}],
    ['a value over 25 KB', 'one', { value: 'x'.repeat(25 * 1024 + 1) }],
    ['sixteen tags', 'one', { value: 'x', tags: Object.fromEntries([...Array(16).keys()].map((tag) => [tag, ''])) }],
  ])('refuses %s', (_case, name, body) => {
    const answer = operations.setSecret(setup().request(name, body));
    expect(answer.status).toBe(400);
    expect(read(answer).error.code).toBe('BadParameter');
  });

  test('lists in pages of 25 without values, and the link leads to the rest', () => {
    const { request, vault } = setup();
    for (let number = 0; number < 30; number += 1) operations.setSecret(request(`secret-${number}`, { value: 'x' }));
    const list = { vault, origin, path: '/secrets', apiVersion: '7.5' };
    const first = read(listSecrets(list));
    expect(first.value).toHaveLength(25);
    expect(JSON.stringify(first)).not.toContain('"value":"x"');
    const next = new URL(first.nextLink).searchParams;
    const rest = read(listSecrets({ ...list, skiptoken: next.get('$skiptoken') ?? '' }));
    expect(rest.value).toHaveLength(5);
    expect(rest.nextLink).toBeNull();
  });

  test('lists the versions of one secret', () => {
    const { request, vault } = setup();
    operations.setSecret(request('one', { value: 'x' }));
    operations.setSecret(request('one', { value: 'y' }));
    const list = { vault, origin, path: '/secrets/one/versions', apiVersion: '7.5', name: 'one' };
    expect(read(listSecretVersions(list)).value).toHaveLength(2);
    expect(listSecretVersions({ ...list, name: 'two' }).status).toBe(404);
  });

  test('finds everything again after a restart', () => {
    const { request, reopen } = setup();
    operations.setSecret(request('one', { value: 'x', contentType: 'text', attributes: { exp: 7 } }));
    operations.setSecret(request('two', { value: 'y' }));
    operations.deleteSecret(request('two'));
    const again = reopen();
    expect(again.find('one')?.versions[0]).toMatchObject({ value: 'x', contentType: 'text', exp: 7 });
    expect(again.find('two')?.deletedAt).toBe(now / 1000);
  });
});
