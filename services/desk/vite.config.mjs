// Builds the page for the handoff service: everything from its own origin, nothing inline, names that carry a hash.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: folder('.'),
  base: '/desk/',
  // The page folds with the very reducers of the service, from their sources.
  resolve: { alias: { '@trunkline/domain': folder('../../libs/domain/src') } },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: folder('dist/public'),
    emptyOutDir: true,
    target: 'es2022',
    // Files smaller than this would be inlined as data: URLs, which the page's policy does not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
