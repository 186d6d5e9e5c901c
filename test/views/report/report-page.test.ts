import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/views/report/report-page.js';
import { curvesOf, dataOf, hostileDatasets, mapsOf, reportOf } from '../../support/report-of.js';

interface PageElement {
  readonly textContent: string;
  readonly innerHTML: string;
  getAttribute(name: string): string | null;
  readonly attributes: readonly { readonly name: string }[];
  readonly localName: string;
}

/** The page as a browser would take it apart. */
function elementsOf(page: string, selector = '*'): PageElement[] {
  const { document } = parseHTML(page) as unknown as {
    document: { querySelectorAll(selector: string): Iterable<PageElement> };
  };
  return [...document.querySelectorAll(selector)];
}

const words = (page: string, selector: string): string[] =>
  elementsOf(page, selector).map(({ textContent }) => textContent);

describe('the page of a report', () => {
  const plain = reportPage(reportOf(), undefined);

  it('has a section for everything, reached from the list of sections', () => {
    const links = elementsOf(plain, 'nav a').map((link) => link.getAttribute('href')?.slice(1));
    expect(links).toEqual(['summary', 'outputs', 'parameters', 'inputs', 'time', 'log', 'provenance']);
    expect(elementsOf(plain, 'main > section').map((section) => section.getAttribute('id'))).toEqual(links);
  });

  it('asks for nothing: no element that fetches, no address but links within', () => {
    const page = reportPage(reportOf({ datasets: [curvesOf(3), mapsOf(3)] }), undefined);
    const fetching = 'link, img, iframe, object, embed, script[src], source, video, audio, base, form';
    expect(elementsOf(page, fetching)).toEqual([]);
    expect(elementsOf(page, 'a').every((link) => link.getAttribute('href')?.startsWith('#') === true)).toBe(
      true,
    );
  });

  it('allows by its own policy the one script and the one style that it has, and nothing else', () => {
    const policy = elementsOf(plain, 'meta[http-equiv]')[0]?.getAttribute('content') ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const script = plain.slice(
      plain.lastIndexOf('<script>') + '<script>'.length,
      plain.lastIndexOf('</script>'),
    );
    const style = /<style>(.*?)<\/style>/s.exec(plain)?.[1] ?? '';
    expect(policy.split('; ').sort()).toEqual(
      [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        `script-src ${hash(script)}`,
        `style-src ${hash(style)}`,
        "style-src-attr 'unsafe-inline'",
      ].sort(),
    );
  });

  it.each([
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    '\u2028alert(1)\u2029',
    '</style><svg onload=alert(1)>',
    '&lt;b&gt; & <b>',
  ])('takes a text for a text wherever a server may put it: %s', (text) => {
    // As long, and with the same words, for drawings make room for a text by its length.
    const calm = reportPage(hostileReport(text.replace(/[<>&"'/=;]/g, 'x')), undefined);
    const page = reportPage(hostileReport(text), undefined);
    const shape = (html: string): string[] =>
      [
        ...new Set(
          elementsOf(html).map(({ localName, attributes }) =>
            [localName, ...[...attributes].map(({ name }) => name)].join(' '),
          ),
        ),
      ].sort();
    // No element and no attribute that the page has not anyhow: nothing that came in became markup.
    expect(shape(page)).toEqual(shape(calm));
    expect(words(page, 'h1')).toEqual([text.trim()]);
    expect(JSON.stringify(dataOf(page))).toContain(JSON.stringify(text).slice(1, -1));
  });

  it('shows the numbers of the data as they are', () => {
    const page = reportPage(reportOf({ datasets: [curvesOf(1)] }), undefined);
    const cells = words(page, '#place-figures table.numbers td');
    expect(cells).toEqual(['0.1', '0.5', '0.2', '0.25', '0.4', String(0.5 / 3)]);
  });

  it('says in each section what the server does not tell', () => {
    const untold = { untold: 'Ask somebody else.' };
    const page = reportPage(
      reportOf({
        ...{ parameters: untold, inputs: untold, log: untold, outputs: untold },
        performance: { tasks: untold, operations: untold },
      }),
      undefined,
    );
    for (const id of ['parameters', 'inputs', 'time', 'log', 'outputs'])
      expect(words(page, `#${id} .untold`)).toContain('Ask somebody else.');
  });

  it('begins with the reason of a failed calculation, and ends the log open', () => {
    const row = {
      time: '2026-11-22T15:30:37.00',
      level: 'ERROR',
      process: 'Main',
      message: 'Traceback\n  File x\nValueError: no <b>',
    };
    const { calculation, log } = reportOf();
    if (!('value' in log)) throw new Error('no log');
    const page = reportPage(
      reportOf({
        calculation: { ...calculation, status: 'failed' },
        failure: row,
        log: { value: { ...log.value, rows: 1, warnings: [row], tail: [row], failure: row } },
      }),
      undefined,
    );
    expect(words(page, '#failure .words')).toEqual(['ValueError: no <b>']);
    expect(words(page, '#failure pre')).toEqual([row.message]);
    expect(elementsOf(page, '#log details[open] tr.error')).toHaveLength(1);
  });

  it('says that a calculation has not ended', () => {
    const { calculation } = reportOf();
    const page = reportPage(
      reportOf({ hasEnded: false, calculation: { ...calculation, status: 'executing', isRunning: true } }),
      undefined,
    );
    expect(words(page, '#summary .untold').join()).toContain('had not ended');
  });

  it('draws with the first place in the page already, the one with the highest value', () => {
    const page = reportPage(reportOf({ datasets: [mapsOf(4), curvesOf(4)] }), undefined);
    expect(words(page, '#place-title')).toEqual(['10.00293, 45']);
    expect(elementsOf(page, '#place-figures svg.oq-figure')).toHaveLength(1);
  });
});

function hostileReport(text: string): ReturnType<typeof reportOf> {
  const row = { time: text, level: text, process: text, message: text };
  const { calculation } = reportOf();
  return reportOf({
    calculation: {
      ...calculation,
      description: text,
      owner: text,
      calculationMode: text,
      status: text,
      tags: [text],
    },
    times: { start: text, stop: text },
    serverVersion: text,
    parameters: { value: [{ name: text, group: 'General', value: text, from: 'job' }] },
    inputs: {
      value: {
        source: 'sent',
        files: [{ role: text, path: text, sizeBytes: 1, sha256: text }],
        checksum: text,
        untold: text,
      },
    },
    log: {
      value: {
        ...{ rows: 1, levels: { [text]: 1 }, warnings: [row], warningsLeftOut: 1, tail: [row], failure: row },
        ...{ phases: [{ task: text, start: text, end: text }], engineVersion: text, inputsChecksum: text },
      },
    },
    performance: {
      tasks: {
        value: [{ task: text, count: 1, totalSeconds: 1, meanSeconds: 1, longestSeconds: 1, memoryGb: 1 }],
      },
      operations: { value: [{ operation: text, seconds: 1, memoryMb: 1, count: 1 }] },
    },
    outputs: { value: [{ id: 1, name: text, type: text, formats: [text], sizeMb: 1, shown: 1, note: text }] },
    datasets: hostileDatasets(text),
    ancestors: [{ id: 1, calculation: { ...calculation, description: text, status: text } }],
    failure: row,
  });
}
