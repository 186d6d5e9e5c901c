import { defineConfig } from 'vitest/config';

/** The soak test: `npm run soak`, ten minutes of everything at once. It is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    globalSetup: ['test/live/global-setup.ts'],
    setupFiles: ['test/support/with-resolvers.ts'],
    testTimeout: 5_400_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
  },
});
