import { defineConfig } from 'vitest/config';
import { pageScript } from './build/page-script.js';

/** Pure and in-process tests: fast, no engine, no network beyond loopback. */
export default defineConfig({
  plugins: [pageScript()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'test/soak/**', 'node_modules/**'],
    setupFiles: ['test/support/with-resolvers.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
