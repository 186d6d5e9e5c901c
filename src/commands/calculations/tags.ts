import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { TAGS, type TagRow } from '../../views/tag-list.js';

/** `openquake tags` */
export function parse(): Record<string, never> {
  return {};
}

/** Lists the tags of a server, with their calculations. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const { printer, stopped } = context;
  const server = await context.engine();
  const names = await server.tags(stopped);
  const all = names.length === 0 ? [] : await server.list(stopped);
  const rows: TagRow[] = [];
  for (const tag of names) rows.push(await tagRow(server, tag, all, stopped));
  await printer.list(TAGS, rows);
  if (rows.length === 0) printer.note(`No tags on ${server.url}.`);
  return 'success';
}

/** A list joins names with commas: of one that holds such a joint the server is asked apart. */
async function tagRow(
  server: EngineServer,
  tag: string,
  all: readonly Calculation[],
  signal: AbortSignal,
): Promise<TagRow> {
  const isOdd = /, |\u2605$|^\s|\s$/.test(tag);
  const rows = isOdd
    ? await server.listTagged(tag, signal)
    : all.filter((calculation) => calculation.tags.includes(tag));
  return {
    tag,
    calculationIds: rows.map(({ id }) => id),
    preferredId: rows.find(({ preferredFor }) => preferredFor.includes(tag))?.id,
  };
}
