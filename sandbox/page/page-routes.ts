/**
 * The sandbox's web page, to be mounted at '/'. Serves its own four files and nothing else: the data comes from the control endpoint on the same
 * origin. The files are built once, at the first request, and kept. A build that fails answers 500 with its cause, and is tried again next time.
 */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { buildPageAssets, type PageAsset } from './page-assets.ts';

const paths = ['/', '/icon.svg', '/page.css', '/page.js'] as const;

export function pageRoutes(build: () => Promise<readonly PageAsset[]> = buildPageAssets): Hono {
  const load = once(build);
  const routes = new Hono();
  for (const path of paths) {
    routes.get(path, async (context) => {
      const asset = (await load()).find((candidate) => candidate.path === path);
      return asset === undefined ? context.notFound() : answer(asset, context.req.header('if-none-match'));
    });
  }
  routes.onError((error, context) => context.text(`The page could not be built: ${error.message}`, 500));
  return routes;
}

function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let running: Promise<Value> | undefined;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

function answer(asset: PageAsset, knownTag: string | undefined): Response {
  const tag = `"${createHash('sha256').update(asset.content).digest('base64url')}"`;
  const headers = { ...securityHeaders, 'cache-control': 'no-cache', etag: tag };
  if (knownTag === tag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(asset.content, { headers: { ...headers, 'content-type': asset.contentType } });
}

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
