import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real browser without a network. */
export interface Chromium {
  /**
   * Opens a page.
   * @returns the page and what it complained of so far: errors, failed requests, and every request to anything but a file.
   */
  open(
    url: string,
    look?: { readonly width?: number; readonly height?: number; readonly dark?: boolean },
  ): Promise<{ readonly page: Page; readonly complaints: readonly string[] }>;
  close(): Promise<void>;
}

/** Starts Chromium, which knows no way to anywhere but files. @throws Error where it is not installed. */
export async function startChromium(): Promise<Chromium> {
  const executablePath = [process.env['CHROMIUM'] ?? '', ...PLACES].find(
    (path) => path !== '' && existsSync(path),
  );
  if (executablePath === undefined) throw new Error(`no Chromium: looked for ${PLACES.join(', ')}`);
  const profile = await mkdtemp(join(tmpdir(), 'openquake-chromium-'));
  const browser = await puppeteer.launch({
    executablePath,
    userDataDir: profile,
    // A proxy that is not there: whatever is not a file fails, also what a page does not ask for by itself.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--proxy-server=127.0.0.1:9',
      '--no-first-run',
    ],
  });
  return {
    async open(url, { width = 1000, height = 700, dark = false } = {}) {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`error: ${String(error)}`));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warn')
          complaints.push(`console: ${message.text()}`);
      });
      page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
      page.on('request', (request) => {
        if (!/^(file|data|blob|about):/.test(request.url())) complaints.push(`request: ${request.url()}`);
      });
      await page.setViewport({ width, height });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
      await page.goto(url, { waitUntil: 'load' });
      return { page, complaints };
    },
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
