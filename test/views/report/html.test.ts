import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedJson, html } from '../../../src/views/report/html.js';

describe('a template', () => {
  it('escapes texts and numbers, not markup, and leaves nothing out but nothing', () => {
    const inner = html`<b>${'<&"\''}</b>`;
    expect(html`<p title="${'"x"'}">${inner}${[1, inner]}${undefined}${false}</p>`.text).toBe(
      '<p title="&quot;x&quot;"><b>&lt;&amp;&quot;&#39;</b>1<b>&lt;&amp;&quot;&#39;</b></p>',
    );
  });
});

describe('JSON within a script element', () => {
  it('reads back as what it was, and ends nothing', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('</script>', '<!--', '\u2028', ']]>', '&amp;'),
        (value, text) => {
          const made = embeddedJson({ value, text }).text;
          expect(JSON.parse(made)).toEqual(JSON.parse(JSON.stringify({ value, text })));
          expect(made).not.toMatch(/[<>&\u2028\u2029]/);
        },
      ),
    );
  });

  it('has null for what JSON cannot say', () => {
    expect(embeddedJson([Number.NaN, Number.POSITIVE_INFINITY, 1]).text).toBe('[null,null,1]');
  });
});
