import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, startChromium } from '../support/chromium.js';
import { seriousFaults } from '../support/accessibility.js';
import { REPOSITORY, runProgram } from './program.js';

/** Where screenshots are put for who wants to look at them; nowhere unless it is named. */
const SCREENSHOTS = process.env['OPENQUAKE_TEST_SCREENSHOTS'];

/** What has the focus, in a page, and whether a ring shows it; null where nothing has. Text, for the tests know no types of browsers. */
const FOCUSED = `(() => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  const isSeen = outlineStyle !== 'none' && outlineWidth !== '0px';
  return { name: focused.id || focused.textContent.trim().slice(0, 30), isSeen };
})()`;

let folder: string;
let browser: Chromium;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-report-'));
  browser = await startChromium();
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** @returns a complete calculation of an example: one of an earlier test, or a new one. */
async function calculationOf(description: string, ...jobs: readonly string[]): Promise<number> {
  const listed = await runProgram(['jobs', '--status', 'complete', '--text', description, '--json']);
  const [known] = JSON.parse(listed.stdout) as { id: number }[];
  if (known !== undefined) return known.id;
  const paths = jobs.map((job) => join(REPOSITORY, 'examples', job));
  const { exit, stdout, stderr } = await runProgram(['run', ...paths, '--chain', '--quiet']);
  if (exit !== 0) throw new Error(stderr);
  return Number(stdout.trim().split('\n').at(-1));
}

/** Makes the report of a calculation. @returns the address of the page. */
async function reportOf(id: number): Promise<string> {
  const path = join(folder, `${id}.html`);
  const { exit, stderr } = await runProgram(['report', String(id), '-o', path, '--overwrite']);
  expect(exit, stderr).toBe(0);
  return pathToFileURL(path).href;
}

async function shot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS !== undefined) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** Runs code in a page. As text: the tests know no types of browsers. */
const ask = async <Value>(page: Page, code: string): Promise<Value> => (await page.evaluate(code)) as Value;

const text = async (page: Page, selector: string): Promise<string> =>
  ask(page, `document.querySelector(${JSON.stringify(selector)}).textContent`);

/** The numbers below the curves as they stand in the page: the level, then the mean. */
async function meanCurve(page: Page, imt: string): Promise<number[][]> {
  return ask(
    page,
    `(() => {
      const tables = [...document.querySelectorAll('#place-figures table.numbers')];
      const table = tables.find((one) => one.querySelector('caption').textContent.startsWith('${imt}:'));
      const mean = [...table.querySelectorAll('th')].findIndex(({ textContent }) => textContent === 'mean');
      return [...table.querySelectorAll('tbody tr')].map((row) =>
        [0, mean].map((at) => Number(row.cells[at].textContent)));
    })()`,
  );
}

/** A pixel of the map's last place from the top, which has a colour; the chosen one is in the middle. */
async function otherPlace(page: Page): Promise<{ x: number; y: number }> {
  return ask(
    page,
    `(() => {
      const canvas = document.getElementById('map-canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      for (let at = data.length - 4; at >= 0; at -= 4) {
        const colour = [...data.subarray(at, at + 3)];
        if (Math.max(...colour) - Math.min(...colour) < 60) continue;
        const pixel = at / 4;
        return { x: box.x + (pixel % canvas.width) / scale, y: box.y + Math.floor(pixel / canvas.width) / scale - 2 };
      }
      throw new Error('nothing is coloured');
    })()`,
  );
}

describe('the report of a classical calculation, in a browser without a network', () => {
  let id: number;
  let url: string;

  beforeAll(async () => {
    id = await calculationOf('Classical PSHA, central Apennines', 'classical/job.ini');
    url = await reportOf(id);
  });

  it('shows the curve of a site that is clicked, with the numbers of the csv', async () => {
    const { page, complaints } = await browser.open(url, { width: 1280, height: 1000 });
    await ask(page, "document.getElementById('map').scrollIntoView({ behavior: 'instant' })");
    const before = await text(page, '#place-title');
    const { x, y } = await otherPlace(page);
    await page.mouse.click(x, y);
    await page.waitForFunction(
      `document.getElementById('place-title').textContent !== ${JSON.stringify(before)}`,
      { timeout: 10_000 },
    );
    const [lon = '', lat = ''] = (await text(page, '#place-title')).split(':')[0]?.split(', ') ?? [];
    const csvFolder = join(folder, 'csv');
    await runProgram(['export', String(id), csvFolder, '--output', 'hcurves', '-e', 'csv']);
    const name = (await readdir(csvFolder)).find((one) => /^hazard_curve-mean-PGA_/.test(one)) ?? '';
    const rows = (await readFile(join(csvFolder, name), 'utf8')).trim().split(/\r?\n/).slice(1);
    const heads = (rows[0] ?? '').split(',');
    const row = rows
      .map((line) => line.split(','))
      .find(([a, b]) => Number(a) === Number(lon) && Number(b) === Number(lat));
    const expected = heads.flatMap((head, at) =>
      head.startsWith('poe-') ? [[Number(head.slice('poe-'.length)), Number(row?.[at])]] : [],
    );
    expect(expected.length).toBeGreaterThan(10);
    expect(await meanCurve(page, 'PGA')).toEqual(expected);
    expect(await page.$$('#place-figures svg.oq-figure')).toHaveLength(2);
    await shot(page, 'classical-light');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is walked through by keyboard alone', async () => {
    const { page, complaints } = await browser.open(url, { width: 1280, height: 1000 });
    const stops: string[] = [];
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press('Tab');
      const stop = await ask<{ name: string; isSeen: boolean } | null>(page, FOCUSED);
      if (stop === null) break;
      expect(stop.isSeen, stop.name).toBe(true);
      stops.push(stop.name);
    }
    const order = [
      'Skip to the content',
      'theme',
      'Summary',
      'map-layer',
      'map-canvas',
      'map-in',
      'place-filter',
      'place-list',
    ];
    expect(stops.filter((stop) => order.includes(stop))).toEqual(order);

    await page.focus('#map-canvas');
    const first = await text(page, '#place-title');
    await page.keyboard.press('ArrowDown');
    const second = await text(page, '#place-title');
    expect(second).not.toBe(first);
    expect(await text(page, '#place-status')).toBe(second);
    expect(await page.evaluate("document.getElementById('place-list').selectedOptions[0].textContent")).toBe(
      second.split(':')[0],
    );
    await page.focus('#place-list');
    await page.keyboard.press('Home');
    expect(await text(page, '#place-title')).not.toBe(second);

    await page.focus('#parameter-filter');
    await page.keyboard.type('truncation');
    expect(await text(page, '#parameter-count')).toMatch(/^[1-9] of \d+$/);
    const sizes = async (): Promise<string> => text(page, '#outputs tbody');
    const unsorted = await sizes();
    await page.focus('#outputs th:nth-child(2) button');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(
      await ask(page, "document.querySelector('#outputs th:nth-child(2)').getAttribute('aria-sort')"),
    ).toBe('descending');
    expect(await sizes()).not.toBe(unsorted);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is dark where the system is, light again by its button, and as narrow as a phone', async () => {
    const { page, complaints } = await browser.open(url, { width: 1280, height: 1000, dark: true });
    const ground = async (): Promise<string> =>
      (await page.evaluate('getComputedStyle(document.body).backgroundColor')) as string;
    const dark = await ground();
    await shot(page, 'classical-dark');
    expect(await seriousFaults(page)).toEqual([]);
    await page.click('#theme');
    expect(await ground()).toBe('rgb(255, 255, 255)');
    expect(dark).not.toBe('rgb(255, 255, 255)');
    expect(await seriousFaults(page)).toEqual([]);
    await page.setViewport({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await shot(page, 'classical-phone');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the report of damages', () => {
  it('has a map of the assets, damages by tag, and the hazard that it came from', async () => {
    const jobs = ['scenario-damage/job_hazard.ini', 'scenario-damage/job_damage.ini'];
    const id = await calculationOf('Scenario damage, step 2', ...jobs);
    const { page, complaints } = await browser.open(await reportOf(id), { width: 1280, height: 1000 });
    expect(await text(page, '#map-layer optgroup option')).toContain('structural');
    expect(await ask(page, "document.querySelector('#map-layer optgroup').label")).toBe('Damages, mean');
    expect(await text(page, '#provenance .chain')).toContain('started from calculation');
    const shown = async (): Promise<number> =>
      ask(page, `document.querySelectorAll('[data-chosen-by="losses"]:not([hidden])').length`);
    expect(await shown()).toBe(1);
    await page.select('[data-chooser="losses"]', '1');
    expect(await shown()).toBe(1);
    expect(await seriousFaults(page)).toEqual([]);
    await shot(page, 'damage');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the report of a failed calculation', () => {
  it('says why, and what is not there', async () => {
    const job = join(folder, 'job.ini');
    await writeFile(job, '[general]\ndescription = Broken\ncalculation_mode = scenarioo\n');
    await runProgram(['run', job, '--no-preflight']);
    const failed = JSON.parse(
      (await runProgram(['jobs', '--status', 'failed', '--limit', '1', '--json'])).stdout,
    ) as { id: number }[];
    const { page, complaints } = await browser.open(await reportOf(failed[0]?.id ?? 0), {
      width: 1280,
      height: 1000,
    });
    expect(await text(page, '#failure .words')).toContain('scenarioo');
    expect(await text(page, '#outputs')).toContain('It has no outputs.');
    expect(await text(page, '#parameters .untold')).toContain('The parameters:');
    expect(await seriousFaults(page)).toEqual([]);
    await shot(page, 'failed');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('keeps what is there, and says what it left out in --json', async () => {
    const listed = JSON.parse(
      (await runProgram(['jobs', '--status', 'complete', '--limit', '1', '--json'])).stdout,
    ) as { id: number }[];
    const path = join(folder, 'twice.html');
    const words = ['report', String(listed[0]?.id), '-o', path];
    const { stdout } = await runProgram([...words, '--json']);
    const told = JSON.parse(stdout) as { size_bytes: number; left_out: string[] };
    expect(told.size_bytes).toBe((await stat(path)).size);
    expect(told.left_out.join('\n')).toContain('Full Report');
    expect(await runProgram(words)).toMatchObject({
      exit: 9,
      stderr: expect.stringContaining('exists already') as string,
    });
  });
});
