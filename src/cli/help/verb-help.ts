import { VERBS } from '../verbs.js';
import { schemaColumns } from '../../schemas/schemas.js';
import { resultOfVerb } from '../results.js';
import type { Verb } from '../verbs/verb.js';
import { type Entry, entryLines, exampleLines, page, paragraph, section } from './layout.js';

/** Verbs that begin with the words of another: what `tags` does alone is not all that it does. */
function belowIt(words: string): Entry[] {
  return VERBS.filter((verb) => verb.words.startsWith(`${words} `)).map(
    (verb): Entry => [[verb.words, ...verb.args.map((arg) => arg.replace(/[<>]/g, ''))].join(' '), verb.help],
  );
}

/** The help of one verb: what it does, lines to copy, its options. */
export function verbHelp(verb: Verb, columns: number): string {
  const { words, args, options, help, examples = [] } = verb;
  const entries = options.map(
    ({ flags, help: text, choices }): Entry => [
      flags.replace(/[<>]/g, ''),
      choices === undefined ? text : `${text} (${choices.join(', ')})`,
    ],
  );
  const result = resultOfVerb(words);
  const shape =
    result === undefined
      ? ''
      : `--json prints ${schemaColumns(result.schema).length > 0 ? 'rows of ' : ''}the schema "${result.schema}" (openquake schema ${result.schema}).${
          result.isList ? ' It is a list: --columns, --format csv|tsv and --jsonl apply.' : ''
        }`;
  const usage = ['openquake', words, ...args.map((arg) => arg.replace(/[<>]/g, '')), '[FLAGS]'].join(' ');
  return page(
    paragraph(help, columns),
    section('Examples', exampleLines(examples, columns)),
    `Usage: ${usage}`,
    section('Options', entryLines(entries, columns)),
    section('More', entryLines(belowIt(words), columns)),
    paragraph(shape, columns),
    'Flags that every verb takes: openquake help flags',
  );
}
