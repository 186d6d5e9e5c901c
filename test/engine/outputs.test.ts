import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../src/engine/outputs.js';
import { createEngineServer } from '../../src/engine/server.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport } from '../../src/http/transport.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { startRawServer } from '../support/raw-server.js';

describe('outputs', () => {
  it('are read in the order of the server, whatever it calls their type', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/results', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: JSON.stringify([
          {
            id: 13,
            name: 'Hazard Curves',
            type: 'hcurves',
            outtypes: ['csv', 'npz'],
            url: 'x',
            size_mb: 0.5,
          },
          { id: 12, name: 'Exposure CSV', type: 'assetcol', outtypes: [], url: 'x', size_mb: -1 },
          { id: 14, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], url: 'x', size_mb: null },
        ]),
      });
      expect(await engine.outputs(7)).toEqual([
        { id: 13, name: 'Hazard Curves', type: 'hcurves', formats: ['csv', 'npz'], sizeMb: 0.5 },
        { id: 12, name: 'Exposure CSV', type: 'assetcol', formats: [], sizeMb: undefined },
        { id: 14, name: 'Full Report', type: 'fullreport', formats: ['rst'], sizeMb: undefined },
      ]);
    });
  });

  it('are none with an empty 404: none yet, or none at all', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/results', { status: 404 });
      expect(await engine.outputs(7)).toEqual([]);
    });
  });
});

describe('an export', () => {
  const call = 'GET /v1/calc/result/13';

  it('is asked for in a format, and comes with its name and length', async () => {
    await withEngine(async (engine, stub) => {
      stub.on(call, {
        headers: { 'content-disposition': 'attachment; filename=output-13-a_7.csv' },
        body: 'abc',
      });
      const { fileName, sizeBytes, body } = await engine.openResult(13, 'csv');
      expect([fileName, sizeBytes]).toEqual(['output-13-a_7.csv', 3]);
      expect(Buffer.concat(await body.toArray()).toString()).toBe('abc');
      expect(stub.seen[0]?.url).toBe('/v1/calc/result/13?export_type=csv');
    });
  });

  it('may come without a length', async () => {
    const server = await startRawServer((socket) => {
      const head = 'HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=a.csv\r\n';
      socket.once('data', () => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`));
    });
    const engine = createEngineServer(createTransport({ baseUrl: server.url, debugLog: silentDebugLog }), '');
    const { sizeBytes, body } = await engine.openResult(13, 'csv');
    expect(sizeBytes).toBeUndefined();
    expect(Buffer.concat(await body.toArray()).toString()).toBe('abc');
    await engine.close();
    await server.close();
  });

  it.each([
    ['no such output', { status: 404 }, 'not-found', 'No output 13 on'],
    [
      'nothing to export',
      { status: 404, body: 'Nothing to export for export_type=csv, hcurves' },
      'incomplete-results',
      'found nothing to export for output 13 as csv',
    ],
    [
      'a format that it has not',
      {
        status: 500,
        headers: { 'content-type': 'text/plain' },
        body: 'DataStoreExportError: Could not export hcurves in csv\nTraceback (most recent call last):\n',
      },
      'incomplete-results',
      'DataStoreExportError: Could not export hcurves in csv',
    ],
    [
      'a page without a name',
      { body: '<html></html>' },
      'incomplete-results',
      'the export of output 13 as csv',
    ],
  ])('tells of %s', async (_what, reply, kind, words) => {
    await withEngine(async (engine, stub) => {
      stub.on(call, reply);
      const failure = await rejection(engine.openResult(13, 'csv'));
      expect(failure).toMatchObject({ kind });
      expect((failure as Error).message).toContain(words);
    });
  });
});

describe('fileNameOf', () => {
  it.each([
    ['attachment; filename=output-13-report_9.rst', 'output-13-report_9.rst'],
    [
      'attachment; filename=output-13-hazard_map-mean-SA(0.1)_3.csv',
      'output-13-hazard_map-mean-SA(0.1)_3.csv',
    ],
    ['attachment; filename=a b.csv', 'a b.csv'],
    ['attachment; filename="a;b.csv"', 'a;b.csv'],
    ['attachment; filename="a\\"b.csv"; size=3', 'a"b.csv'],
    ['attachment; filename=a.csv; size=3', 'a.csv'],
    ["attachment; filename=x.csv; filename*=UTF-8''%E5%9C%B0%20a.csv", '地 a.csv'],
    ["attachment; filename*=utf-8''a%2Fb.csv", 'a/b.csv'],
    ["attachment; filename*=UTF-8''%E5%.csv", '%E5%.csv'],
    ['attachment', undefined],
    ['', undefined],
  ])('reads %s', (header, name) => {
    expect(fileNameOf(header)).toBe(name);
  });
});
