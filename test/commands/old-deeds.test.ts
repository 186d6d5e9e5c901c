import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMain, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

/** A row of the server's list. */
function row(
  id: number,
  status: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    id,
    owner: 'ann',
    calculation_mode: 'classical',
    status,
    is_running: status === 'executing',
    description: `job ${id}`,
    start_time: '2026-01-01, 10:00:00 UTC',
    ...more,
  };
}

describe('--delete-uncompleted-calculations', () => {
  it('asks, removes what ended, aborts and removes what runs, the newest first', async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', {
        body: [row(4, 'executing'), row(3, 'failed'), row(2, 'complete'), row(1, 'aborted')],
      });
      stub.on('POST /v1/calc/3/remove', { body: { success: 'x' } });
      stub.on('POST /v1/calc/1/remove', { body: { success: 'x' } });
      stub.on('POST /v1/calc/4/abort', { body: { success: 'Killing job 4' } });
      stub.on('GET /v1/calc/4/status', { body: row(4, 'executing') }, { body: row(4, 'aborted') });
      stub.on('POST /v1/calc/4/remove', { body: { success: 'x' } });
      const system = testSystem({ answers: ['y'] });
      const { exit, stdout, stderr } = await runMain(['--host', stub.url, '--duc'], system);
      expect(stderr).toContain('3 (failed, ann)');
      expect(stderr).not.toContain('2 (complete');
      expect([exit, stdout]).toEqual([0, 'Removed 3\nRemoved 1\nRemoved 4\n']);
    });
  });

  it("never aborts what may be somebody else's, and takes a refusal for an answer", async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', {
        body: [row(4, 'executing', { owner: 'bob' }), row(3, 'failed'), row(2, 'failed', { owner: 'bob' })],
      });
      stub.on('POST /v1/calc/3/remove', { body: { success: 'x' } });
      stub.on('POST /v1/calc/2/remove', {
        status: 403,
        body: { error: 'Cannot delete calculation 2: it belongs to bob and you are ann' },
      });
      const { exit, stdout, stderr } = await runMain(['--host', stub.url, '--duc', '--yes', '--json']);
      expect(exit).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ removed: [3], kept: [{ id: 2 }, { id: 4 }] });
      expect(stderr).toContain("Kept 4: it runs and may be bob's");
    });
  });

  it('does nothing without a yes, and where all is complete', async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', { body: [row(3, 'failed')] }, { body: [row(3, 'complete')] });
      expect((await runMain(['--host', stub.url, '--duc'], testSystem({ answers: ['n'] }))).stderr).toContain(
        'Nothing was deleted.',
      );
      const none = await runMain(['--host', stub.url, '--duc']);
      expect([none.exit, none.stdout]).toEqual([0, '']);
    });
  });
});

describe('--list-calculations', () => {
  it('lists the complete ones of both kinds, as 0.6 to 0.8 did, with a warning', async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', {
        body: [
          row(3, 'failed'),
          row(2, 'complete', { calculation_mode: 'classical_risk' }),
          row(1, 'complete'),
        ],
      });
      const { stdout, stderr } = await runMain(['--host', stub.url, '--list-calculations', '--quiet']);
      expect([stdout, stderr]).toEqual(['1\n2\n', '']);
      const loud = await runMain(['--host', stub.url, '--list_calculations', '--json']);
      expect(loud.stderr).toBe(
        'WARN: --list_calculations is deprecated, use --list-hazard-calculations or --list-risk-calculations instead\n',
      );
      expect((JSON.parse(loud.stdout) as { id: number }[]).map(({ id }) => id)).toEqual([1, 2]);
    });
  });
});

/** What begins as every HDF5 file does. */
function hdf5(rest: string): Buffer {
  return Buffer.from(`\u0089HDF\r\n\u001a\n${rest}`, 'latin1');
}

describe('--save-hazard-calculation', () => {
  it('downloads the datastore whole, and keeps another file of that name', async () => {
    await withStub(async (stub) => {
      await withFolder(async (folder) => {
        const headers = { 'content-disposition': 'attachment; filename=calc_7.hdf5' };
        stub.on('GET /v1/calc/7/status', { body: row(7, 'complete') });
        stub.on('GET /v1/calc/7/datastore', { headers, body: hdf5('one') }, { headers, body: hdf5('two') });
        const words = ['--host', stub.url, '--shc', '7', 'there'];
        const first = await runMain(words, testSystem({ cwd: folder }));
        expect([first.exit, first.stdout]).toEqual([0, 'there/calc_7.hdf5\n']);
        expect(readFileSync(join(folder, 'there', 'calc_7.hdf5'), 'latin1')).toBe(
          hdf5('one').toString('latin1'),
        );
        const second = await runMain(words, testSystem({ cwd: folder }));
        expect([second.exit, second.stdout]).toEqual([9, '']);
        expect(readFileSync(join(folder, 'there', 'calc_7.hdf5'), 'latin1')).toBe(
          hdf5('one').toString('latin1'),
        );
      });
    });
  });

  it.each([
    [{ status: 404, body: '' }, 8, 'has no datastore of calculation 7'],
    [{ status: 403, body: 'Downloads are off' }, 4, 'Downloads are off'],
  ])('says why there is none: %j', async (reply, code, message) => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/7/status', { body: row(7, 'complete') });
      stub.on('GET /v1/calc/7/datastore', reply);
      await withFolder(async (folder) => {
        const system = testSystem({ cwd: folder });
        const { exit, stderr } = await runMain(['--host', stub.url, '--shc', '7', 'there'], system);
        expect(exit).toBe(code);
        expect(stderr).toContain(message);
        expect(readdirSync(folder)).toEqual([]);
      });
    });
  });
});

describe('--make-html-report', () => {
  it('tells the calculations of that day, everything from the server escaped', async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', {
        body: [
          row(3, 'complete', { start_time: '2026-01-02, 00:00:00 UTC' }),
          row(2, 'failed', { description: '<script>alert("&\u0007")</script>' }),
          row(1, 'complete'),
        ],
      });
      const times = { start_time: '2026-01-01 10:00:00.5', stop_time: '2026-01-01 10:01:05+00:00' };
      stub.on('GET /v1/calc/1', { body: times }).on('GET /v1/calc/2', { status: 403, body: '' });
      stub.on('GET /v1/calc/1/results', {
        body: [
          { id: 11, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], size_mb: 1 },
          { id: 12, name: 'Curves <b>', type: 'hcurves', outtypes: ['csv', 'npz'], size_mb: -1 },
        ],
      });
      stub.on('GET /v1/calc/2/results', { body: [] });
      stub.on('GET /v1/calc/2/traceback', { body: ['  File "x"', 'ValueError: a < b'] });
      stub.on('GET /v1/calc/result/11', {
        headers: { 'content-disposition': 'attachment; filename=output-11-report_1.rst' },
        body: 'sites & <levels>',
      });
      await withFolder(async (folder) => {
        const words = ['--host', stub.url, '--make-html-report', '2026-01-01'];
        const { exit, stdout } = await runMain(words, testSystem({ cwd: folder }));
        expect([exit, stdout]).toEqual([0, 'Written jobs-2026-01-01.html\n']);
        expect(readdirSync(folder)).toEqual(['jobs-2026-01-01.html']);
        const html = readFileSync(join(folder, 'jobs-2026-01-01.html'), 'utf8');
        expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
        expect(html).toContain('2 calculations (1 complete, 1 failed) started that day (UTC)');
        expect(html).toContain('&lt;script&gt;alert(&quot;&amp;\ufffd&quot;)&lt;/script&gt;');
        expect(html).not.toContain('<script');
        expect(html).toContain('Curves &lt;b&gt;');
        expect(html).toContain('sites &amp; &lt;levels&gt;');
        expect(html).toContain('ValueError: a &lt; b');
        expect(html).toContain('1 min 5 s');
        expect(html).toContain(`<a href="${stub.url}/engine/1/outputs">`);
        expect(html).toContain(`<a href="${stub.url}/v1/calc/result/12?export_type=npz">npz</a>`);
        // Nothing is fetched from elsewhere by who opens it.
        expect(html).not.toMatch(/<(?:link|img|iframe)|src=|@import|url\(/);
        // As it was before, every element that is opened is closed.
        for (const name of [
          'table',
          'tr',
          'td',
          'th',
          'article',
          'dl',
          'dd',
          'dt',
          'pre',
          'details',
          'div',
          'a',
          'p',
        ]) {
          const count = (pattern: string): number => html.match(new RegExp(pattern, 'g'))?.length ?? 0;
          expect([name, count(`<${name}[ >]`)]).toEqual([name, count(`</${name}>`)]);
        }
      });
    });
  });

  it('tells the day of the clock for today, in JSON too, and of a day without calculations', async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', { body: [] });
      await withFolder(async (folder) => {
        const words = ['--host', stub.url, '--r', 'today', '--json'];
        const { exit, stdout } = await runMain(words, testSystem({ cwd: folder }));
        expect(exit).toBe(0);
        const path = join(folder, 'jobs-2026-01-01.html');
        expect(JSON.parse(stdout)).toEqual({ path, day: '2026-01-01', calculations: [] });
        expect(readFileSync(path, 'utf8')).toContain('No calculations started that day');
      });
    });
  });

  it.each(['yesterday', '2026-02-30', '01/02/2026', '2026-1-1'])('takes no %s', async (day) => {
    const { exit, stderr } = await runMain(['--make-html-report', day]);
    expect(exit).toBe(2);
    expect(stderr).toContain('--make-html-report takes today or a day');
  });
});
