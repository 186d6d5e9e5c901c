/** A column of losses, with the column of its part of the exposed value. */
export interface Measure {
  /** `loss`, `loss_aep`, `pla_loss`, `fatalities` ... */
  readonly name: string;
  readonly value: number;
  readonly ratio: number | undefined;
  /** Names of the columns. */
  readonly columns: readonly string[];
}

const ENDINGS = /_(?:aep|oep)$/;

/**
 * Finds what a table of losses tells: `loss_value` with `loss_ratio` (also `loss_aep_value`, `fatalities_value` ...), or in statistics
 * a bare `loss`, `pla_loss`, `loss_oep`.
 */
export function measuresOf(columns: readonly string[]): Measure[] {
  return columns.flatMap((column, at) => {
    const pair = /^(.+)_value$/.exec(column)?.[1];
    if (pair !== undefined) {
      const ratio = columns.indexOf(`${pair}_ratio`);
      return [
        {
          name: pair,
          value: at,
          ratio: ratio < 0 ? undefined : ratio,
          columns: ratio < 0 ? [column] : [column, `${pair}_ratio`],
        },
      ];
    }
    const isBare = /^(?:pla_)?loss(?:es)?$/.test(column.replace(ENDINGS, ''));
    return isBare ? [{ name: column, value: at, ratio: undefined, columns: [column] }] : [];
  });
}
