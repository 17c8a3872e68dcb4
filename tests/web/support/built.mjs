// A page made for a test: built by the page's own Vite, and served on loopback.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openBrowser, whyNoBrowser } from './browser.mjs';

const kRoot = fileURLToPath(new URL('../../..', import.meta.url));
const kWeb = join(kRoot, 'server/web');
const kTypes = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** Builds the page in `folder`; {url, close()}. */
async function serveBuilt(folder) {
  const vite = createRequire(join(kWeb, 'package.json')).resolve('vite');
  const { build } = await import(pathToFileURL(vite));
  const out = await mkdtemp(join(tmpdir(), 'interview-page-'));
  await build({
    configFile: false,
    root: folder,
    base: './',
    logLevel: 'warn',
    // Modules are those of the page.
    resolve: {
      alias: [
        { find: '@libinterview/client/monaco', replacement: join(kRoot, 'bindings/js/src/monaco/index.ts') },
        { find: '@libinterview/client', replacement: join(kRoot, 'bindings/js/src/index.ts') },
        { find: /^monaco-editor\//, replacement: join(kWeb, 'node_modules/monaco-editor/esm/vs/') },
      ],
    },
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      minify: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 9000,
    },
  });
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    try {
      const body = await readFile(join(out, path === '/' ? 'index.html' : path));
      response.writeHead(200, {
        'content-type': kTypes[extname(path === '/' ? '.html' : path)] ?? 'text/html',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await rm(out, { recursive: true });
    },
  };
}

/** For a file of tests: the page in `folder` (of tests/web), and the browser. `inContext` is a test with a context of its own. */
export function useBuilt(folder) {
  const skip = whyNoBrowser() ?? false;
  let site;
  let browser;
  if (!skip) {
    before(async () => {
      [site, browser] = await Promise.all([serveBuilt(join(kRoot, 'tests/web', folder)), openBrowser()]);
    });
    after(async () => {
      await browser?.close();
      await site?.close();
    });
  }
  return {
    inContext(name, options, act) {
      test(name, { skip, timeout: 120_000 }, async (t) => {
        const context = await browser.newContext(options);
        try {
          await act(context, site.url, t);
        } finally {
          await context.close();
        }
      });
    },
  };
}
