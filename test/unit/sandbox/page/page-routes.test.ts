import { describe, expect, test } from '@jest/globals';
import type { PageAsset } from '../../../../sandbox/page/page-assets.ts';
import { pageRoutes } from '../../../../sandbox/page/page-routes.ts';

const assets: readonly PageAsset[] = [
  { path: '/', contentType: 'text/html; charset=utf-8', content: '<p>page</p>' },
  { path: '/page.js', contentType: 'text/javascript; charset=utf-8', content: 'start()' },
];

function setup(build: () => Promise<readonly PageAsset[]> = async () => assets) {
  const state = { builds: 0 };
  const routes = pageRoutes(() => {
    state.builds += 1;
    return build();
  });
  return { state, get: (path: string, headers: Record<string, string> = {}) => routes.request(path, { headers }) };
}

describe('pageRoutes', () => {
  test('serves the page with a policy that allows one script and nothing remote', async () => {
    const answer = await setup().get('/');
    expect(await answer.text()).toBe('<p>page</p>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const directives = new Map(
      policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('connect-src')).toBe("'self'");
    expect(directives.get('frame-src')).toBe("'none'");
    expect(directives.get('require-trusted-types-for')).toBe("'script'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  test('forbids sniffing, framing and referrers', async () => {
    const { headers } = await setup().get('/page.js');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('builds once for requests that come together', async () => {
    const { state, get } = setup();
    await Promise.all([get('/'), get('/page.js'), get('/')]);
    expect(state.builds).toBe(1);
  });

  test('answers 304 to a browser that has this version', async () => {
    const { get } = setup();
    const tag = (await get('/')).headers.get('etag') ?? '';
    expect((await get('/', { 'if-none-match': tag })).status).toBe(304);
    expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('says why the page could not be built, and tries again', async () => {
    const { state, get } = setup(async () => {
      throw new Error('client/main.ts: unexpected end of file');
    });
    const answer = await get('/');
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('client/main.ts: unexpected end of file');
    await get('/');
    expect(state.builds).toBe(2);
  });

  test('leaves every other path to the rest of the sandbox', async () => {
    expect((await setup().get('/control/tenants')).status).toBe(404);
  });
});
