import type { ColumnPairing, LoneRows, Place } from './comparison.js';

/** @returns what differs in columns and rows, in words; undefined where nothing does. Text of the files, not made harmless. */
export function shapeInWords(
  { onlyLeft: lost, onlyRight: added }: ColumnPairing,
  onlyLeft: LoneRows,
  onlyRight: LoneRows,
  paired: number,
): string | undefined {
  const parts = [
    ...(lost.length > 0 ? [`columns only on the left: ${lost.join(', ')}`] : []),
    ...(added.length > 0 ? [`columns only on the right: ${added.join(', ')}`] : []),
    ...(onlyLeft.count + onlyRight.count > 0
      ? [`${paired + onlyLeft.count} rows against ${paired + onlyRight.count}`]
      : []),
    ...loneWords('left', onlyLeft),
    ...loneWords('right', onlyRight),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** @returns a place as one phrase: `lon 13.4, lat 42.3, imt PGA`. */
export function placeWords(place: Place): string {
  return place.map(({ column, value }) => `${column} ${value}`).join(', ');
}

function loneWords(side: string, { count, first }: LoneRows): string[] {
  const [one] = first;
  if (one === undefined || one.place.length === 0) return [];
  const more = count > 1 ? ` and ${count - 1} more` : '';
  const where = placeWords(one.place);
  if (one.there > 0)
    return [`${where} comes ${one.here} times on the ${side}, ${one.there} on the other side${more}`];
  return [`only on the ${side}: ${where} (row ${one.row})${more}`];
}
