import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../../src/fit-text.js';
import { type Chromium, startChromium } from '../support/chromium.js';
import { runProgram, submittedId } from './program.js';

let folder: string;
let scenario: number;
let classical: number;
let chromium: Chromium;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-plot-'));
  chromium = await startChromium();
  scenario = submittedId((await runProgram(['--run', join('examples', 'scenario', 'job.ini')])).stderr);
  classical = submittedId((await runProgram(['--run', join('examples', 'classical', 'job.ini')])).stderr);
});

afterAll(async () => {
  await chromium.close();
  await rm(folder, { recursive: true, force: true });
});

describe('plot of a real calculation', () => {
  it('draws hazard curves on a terminal of 60 columns, and leaves nothing behind', async () => {
    const env = { COLUMNS: '60', TMPDIR: folder };
    const { exit, stdout, stderr } = await runProgram(['plot', String(classical)], { env });
    expect(exit).toBe(0);
    expect(stdout).toContain('Probability of exceedance in 50 years');
    expect(stdout).toContain('475 years');
    expect(Math.max(...stdout.split('\n').map(widthOf))).toBeLessThanOrEqual(60);
    expect(stderr).toContain('Also there:');
    expect(await readdir(folder)).toEqual([]);
  });

  it('writes a page that a browser without a network shows, light and dark', async () => {
    const path = join(folder, 'map.html');
    expect((await runProgram(['plot', String(classical), 'hmaps', '-o', path])).exit).toBe(0);
    const colours: string[] = [];
    for (const dark of [false, true]) {
      const { page, complaints } = await chromium.open(pathToFileURL(path).href, { dark });
      expect(complaints).toEqual([]);
      const seen = (await page.evaluate(
        `(() => { const svg = document.querySelector('svg.oq-figure'); const box = svg.getBoundingClientRect();
          return { title: document.title, width: box.width, points: svg.querySelectorAll('circle').length,
            overflow: [...svg.querySelectorAll(':scope > text')].some((text) => text.getBoundingClientRect().right > box.right + 1),
            paper: getComputedStyle(svg.querySelector('rect')).fill }; })()`,
      )) as {
        readonly title: string;
        readonly width: number;
        readonly points: number;
        readonly overflow: boolean;
        readonly paper: string;
      };
      expect(seen).toMatchObject({ title: 'Hazard map', overflow: false });
      expect(seen.width).toBeGreaterThan(600);
      expect(seen.points).toBeGreaterThan(0);
      colours.push(seen.paper);
      await page.close();
    }
    expect(new Set(colours).size).toBe(2);
  });

  it('writes PNG with letters where no font is installed', async () => {
    const fonts = join(folder, 'fonts.conf');
    await writeFile(fonts, '<?xml version="1.0"?><fontconfig></fontconfig>');
    const sizes: number[] = [];
    for (const title of ['i', 'A title with many letters in it']) {
      const path = join(folder, `${title.length}.png`);
      const words = ['plot', String(scenario), 'gmf', '--imt', 'PGA', '--title', title, '-o', path];
      expect((await runProgram(words, { env: { FONTCONFIG_FILE: fonts } })).exit).toBe(0);
      const png = await readFile(path);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      sizes.push(png.length);
    }
    expect(sizes[1]).toBeGreaterThan((sizes[0] ?? 0) + 200);
  });

  it('takes the ground motion of one event from the server, and says which there is not', async () => {
    const { stdout } = await runProgram(['plot', String(scenario), 'gmf', '--event', '0', '--json']);
    const { figure } = JSON.parse(stdout) as {
      figure: { title: string; panels: { layers: { kind: string; values?: number[] }[] }[] };
    };
    expect(figure.title).toBe('Ground motion of event 0');
    expect(figure.panels[0]?.layers.find(({ kind }) => kind === 'points')?.values?.length).toBeGreaterThan(0);
    expect((await runProgram(['plot', String(scenario), 'gmf', '--event', '999999'])).exit).not.toBe(0);
  });

  it('refuses what the calculation has not, and what stands there already', async () => {
    const none = await runProgram(['plot', String(classical), 'damages']);
    expect(none).toMatchObject({ exit: 8, stdout: '' });
    expect(none.stderr).toContain('It has hcurves');
    const path = join(folder, 'mine.svg');
    await writeFile(path, 'mine');
    expect((await runProgram(['plot', String(classical), '-o', path])).exit).toBe(9);
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect((await runProgram(['plot', String(classical), '-o', path, '--overwrite'])).exit).toBe(0);
    expect(await readFile(path, 'utf8')).toContain('<svg');
  });
});
