import { basename } from 'node:path';
import { commentNumber, commentText } from '../csv/engine-comment.js';
import type { Origin } from '../dataset.js';
import type { Table } from './table.js';

/** @returns what the comment and the name of a file tell of where it comes from. */
export function originOf(table: Table): Origin {
  const { comment, path } = table;
  return {
    name: basename(path),
    generatedBy: commentText(comment, 'generated_by'),
    startDate: commentText(comment, 'start_date'),
    checksum: commentNumber(comment, 'checksum'),
    investigationTimeYears:
      commentNumber(comment, 'investigation_time') ?? commentNumber(comment, 'risk_investigation_time'),
    calculationId: calculationOf(table),
  };
}

/** Exports end in `_CALC.csv`; a tag may end so too (`aggrisk-NAME_1.csv`), and is a column then. */
function calculationOf({ path, columns }: Table): number | undefined {
  const [, before = '', id] = /^(.*)_(\d+)\.[^.]*$/.exec(basename(path)) ?? [];
  const tag = `${before.split('-').at(-1) ?? ''}_${id ?? ''}`;
  return id === undefined || columns.includes(tag) ? undefined : Number(id);
}

/** @returns which realization or statistic a table is of: what its comment tells, else what its name does. */
export function kindOf({ comment, path }: Table): string | undefined {
  return commentText(comment, 'kind') ?? kindOfName(basename(path));
}

function kindOfName(name: string): string | undefined {
  const quantile = /quantile_(?:curve|map|uhs)-(\d+(?:\.\d+)?)(?=[-_.])/.exec(name)?.[1];
  if (quantile !== undefined) return `quantile-${quantile}`;
  return /[-_](mean|std|max|quantile-\d+(?:\.\d+)?|rlz-\d+)(?=[-_.])/.exec(name)?.[1];
}
