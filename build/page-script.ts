import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What the bundlers of the program and of its tests have in common. */
interface ScriptPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  resolveId(source: string, importer: string | undefined): string | undefined;
  load(id: string): Promise<string | undefined>;
}

const QUERY = '?script';

/** What the licence of the libraries within asks for. */
const NOTICE =
  '/* Holds Observable Plot (c) Observable, Inc., and d3 (c) Mike Bostock and others, both under the ISC licence. */\n';

/**
 * Makes `import { script } from './in-browser/main.js?script'` the text of a browser's script: the file with everything that
 * it imports, in one piece and small, as it stands in a page that fetches nothing. One plugin for the program and for the
 * tests, so that both have the same.
 */
export function pageScript(): ScriptPlugin {
  return {
    name: 'page-script',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source.endsWith(QUERY) && importer !== undefined
        ? `${fileURLToPath(new URL(source.slice(0, -QUERY.length).replace(/\.js$/, '.ts'), `file://${importer}`))}${QUERY}`
        : undefined,
    load: async (id) =>
      id.endsWith(QUERY)
        ? `export const script = ${JSON.stringify(await bundle(id.slice(0, -QUERY.length)))};`
        : undefined,
  };
}

async function bundle(entry: string): Promise<string> {
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    plugins: [
      {
        name: 'document-of-the-page',
        // Drawings are made in a document of linkedom's where there is no browser; here there is one.
        resolveId: (source) => (source === 'linkedom' ? '\0linkedom' : undefined),
        load: (id) => (id === '\0linkedom' ? 'export const parseHTML = () => ({ document });' : undefined),
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: 'iife', minify: true });
    // What would end the element that the script stands in, or begin a comment there: only texts can hold either.
    return NOTICE + output[0].code.trim().replace(/<(?=\/script|!--)/gi, '\\x3C');
  } finally {
    await build.close();
  }
}
