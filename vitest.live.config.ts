import { defineConfig } from 'vitest/config';

/** Journeys against a real engine, which test/live/global-setup.ts installs (once per machine) and starts. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    globalSetup: ['test/live/global-setup.ts'],
    setupFiles: ['test/support/with-resolvers.ts'],
    // One engine, which runs its jobs one by one: files side by side would only wait for each other.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
  },
});
