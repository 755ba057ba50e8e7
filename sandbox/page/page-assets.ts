/**
 * The four files the browser gets: index.html, page.css, page.js and the icon. The client is written in small TypeScript files and bundled here,
 * in memory, so that nobody has a build step. A client that does not bundle fails with esbuild's own message, which names file and line.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface PageAsset {
  readonly path: string;
  readonly contentType: string;
  readonly content: string;
}

const folder = new URL('./', import.meta.url);

export async function buildPageAssets(): Promise<readonly PageAsset[]> {
  const [page, icon, bundled] = await Promise.all([read('index.html'), read('icon.svg'), bundle()]);
  return [
    { path: '/', contentType: 'text/html; charset=utf-8', content: page },
    { path: '/icon.svg', contentType: 'image/svg+xml', content: icon },
    { path: '/page.css', contentType: 'text/css; charset=utf-8', content: bundled.css },
    { path: '/page.js', contentType: 'text/javascript; charset=utf-8', content: bundled.js },
  ];
}

function read(name: string): Promise<string> {
  return readFile(new URL(name, folder), 'utf8');
}

async function bundle(): Promise<{ readonly js: string; readonly css: string }> {
  // Imported late: esbuild refuses to load in jest's VM realm, and a sandbox whose page nobody opens need not pay for it.
  const { build, stop } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: {
      page: fileURLToPath(new URL('client/main.ts', folder)),
      style: fileURLToPath(new URL('style/page.css', folder)),
    },
    outdir: 'page',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  // esbuild keeps a child process for the next build; there is none.
  await stop();
  return { js: outputNamed(outputFiles, 'page.js'), css: outputNamed(outputFiles, 'style.css') };
}

function outputNamed(files: readonly { readonly path: string; readonly text: string }[], name: string): string {
  const found = files.find((file) => file.path.endsWith(name));
  if (found === undefined) {
    throw new Error(`The page's bundle lacks ${name}. Check the entry points in sandbox/page/page-assets.ts.`);
  }
  return found.text;
}
