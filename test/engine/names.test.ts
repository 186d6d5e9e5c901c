import { expect, it } from 'vitest';
import { parsePythonJson } from '../../src/engine/names.js';
import { withEngine } from '../support/engine-at.js';

it('reads the names, although Python writes numbers that JSON has not', async () => {
  await withEngine(async (server, stub) => {
    stub.on('GET /v1/ini_defaults', {
      body: '{"description": "no", "extreme_gmv": {"default": Infinity}, "low": -Infinity, "none": NaN}',
    });
    stub.on('GET /v1/available_gsims', { body: ['BooreAtkinson2008', 'BooreEtAl2014'] });
    expect(await server.parameterNames()).toEqual(['description', 'extreme_gmv', 'low', 'none']);
    expect(await server.gsimNames()).toEqual(['BooreAtkinson2008', 'BooreEtAl2014']);
  });
});

it.each(['[]', '{}', '"x"', '<html>', '{"error": "no"}'])('does not take %s for an answer', async (body) => {
  await withEngine(async (server, stub) => {
    stub.on('GET /v1/ini_defaults', { body }).on('GET /v1/available_gsims', { body });
    await expect(server.parameterNames()).rejects.toThrow('not an engine');
    await expect(server.gsimNames()).rejects.toThrow('not an engine');
  });
});

it('leaves such words in texts alone', () => {
  expect(parsePythonJson('{"a": "NaN \\" Infinity", "NaN": NaN, "b": [-Infinity, 1]}')).toEqual({
    a: 'NaN " Infinity',
    NaN: null,
    b: [null, 1],
  });
});
