import { pageScript } from './build/page-script.js';
import { defineConfig } from 'tsdown';

/** One entry, chunks where the sources import lazily: a command loads only what it uses. */
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outDir: 'dist',
  clean: true,
  dts: false,
  sourcemap: false,
  plugins: [pageScript()],
  outExtensions: () => ({ js: '.js' }),
});
