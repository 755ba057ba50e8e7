import { describe, expect, test } from '@jest/globals';
import { createFindEndpoints } from '../../../shared/services/cloud-endpoints.ts';
import { CLOUDS } from '../../../shared/tenant/connection.ts';

describe('cloud endpoints', () => {
  test('are https origins without a slash at the end, in every cloud', () => {
    const find = createFindEndpoints({});
    for (const cloud of CLOUDS) for (const url of Object.values(find(cloud))) expect(new URL(url).origin).toBe(url);
  });

  test('never mix two clouds', () => {
    const find = createFindEndpoints({});

    expect(find('china').graph).not.toBe(find('global').graph);
    expect(new Set(CLOUDS.map((cloud) => find(cloud).graph)).size).toBe(CLOUDS.length);
    for (const cloud of CLOUDS) expect(find(cloud).audience).toBe(find(cloud).graph);
  });

  test('are overridden in the global cloud only, and the audience stays Microsoft’s', () => {
    const find = createFindEndpoints({ login: 'https://127.0.0.1:1', graph: 'https://127.0.0.1:2' });

    expect(find('global')).toEqual({
      login: 'https://127.0.0.1:1',
      graph: 'https://127.0.0.1:2',
      audience: 'https://graph.microsoft.com',
    });
    expect(find('us-government')).toEqual(createFindEndpoints({})('us-government'));
  });
});
