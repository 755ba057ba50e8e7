import { describe, expect, test } from '@jest/globals';
import { fromHttpResponse, toHttpInput } from '../../../../sandbox/functions-host/http-shape.ts';

describe('http shape', () => {
  test('carries a request with its headers, query, route parameters and body', () => {
    const data = toHttpInput({
      method: 'POST',
      url: new URL('http://127.0.0.1:7071/api/items/7?q=1'),
      headers: [['x-order', '12']],
      params: { id: '7' },
      body: Buffer.from('hello'),
    });

    expect(data.http).toEqual({
      method: 'POST',
      url: 'http://127.0.0.1:7071/api/items/7?q=1',
      nullableHeaders: { 'x-order': { value: '12' } },
      nullableQuery: { q: { value: '1' } },
      nullableParams: { id: { value: '7' } },
      body: { bytes: Buffer.from('hello') },
    });
  });

  test('answers 204 when the function returned nothing', () => {
    expect(fromHttpResponse({ returnValue: null })).toEqual({ status: 204, headers: [], body: new Uint8Array() });
  });

  test('writes cookies with every attribute the function gave', () => {
    const cookie = {
      name: 'a b',
      value: 'c;d',
      expires: { value: { seconds: 0 } },
      maxAge: { value: 0 },
      domain: { value: 'example.org' },
      path: { value: '/' },
      secure: { value: true },
      sameSite: 'strict',
      httpOnly: { value: true },
    } as const;

    const answer = fromHttpResponse({ returnValue: { http: { statusCode: '200', cookies: [cookie] } } });

    expect(answer.headers).toEqual([
      [
        'set-cookie',
        'a%20b=c%3Bd; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0; domain=example.org; path=/; secure; samesite=strict; httponly',
      ],
    ]);
  });

  test('writes a bare cookie, and status, headers and body as they came', () => {
    const answer = fromHttpResponse({
      returnValue: {
        http: {
          statusCode: '418',
          headers: { 'x-kind': 'tea' },
          cookies: [{ name: 'a', value: 'b', sameSite: 'none' }],
          body: { bytes: Buffer.from('short and stout') },
        },
      },
    });

    expect(answer).toEqual({
      status: 418,
      headers: [
        ['x-kind', 'tea'],
        ['set-cookie', 'a=b'],
      ],
      body: Buffer.from('short and stout'),
    });
  });
});
