import type { AnswerWay } from '../services/ask/ask-calculation.js';
import { humanSize } from './sizes.js';

/** How an answer came, in one sentence. */
export function wayText(way: AnswerWay): string {
  const calls = `${way.extractCalls} ${way.extractCalls === 1 ? 'question' : 'questions'}`;
  const extract = `the extract API (${calls}, ${humanSize(way.extractBytes)})`;
  if (way.exported.length === 0) return `Read through ${extract}.`;
  const exported = `the export of ${way.exported.join(', ')} (${humanSize(way.exportBytes)})`;
  return way.extractBytes === 0
    ? `Read from ${exported}: the server gives nothing through its extract API.`
    : `Read from ${exported}, and through ${extract}.`;
}
