/** What a calculation was asked to do, as far as questions to it need that. */
export interface Facts {
  readonly mode: string;
  /** IMTs of the hazard curves in the engine's order, with their levels, rising. */
  readonly levels: ReadonlyMap<string, readonly number[]>;
  /** Years that its probabilities are for. */
  readonly years: number | undefined;
  /** Probabilities of its hazard maps. */
  readonly poes: readonly number[];
  /** Its statistics, in the engine's order: `mean`, `std`, `quantile-0.15`, `max`. */
  readonly stats: readonly string[];
  /** Whether curves of realizations were kept though there are statistics. */
  readonly keepsRealizations: boolean;
  /** Tags of each aggregation. */
  readonly aggregateBy: readonly (readonly string[])[];
  /** Sums of loss types that were asked for: `structural+contents`. */
  readonly totalLosses: readonly string[];
}

/**
 * Reads the parameters of a calculation as the engine tells them (`oqparam`): those that were given, for the others have the
 * engine's defaults.
 */
export function readFacts(parameters: Readonly<Record<string, unknown>>): Facts {
  const { calculation_mode: mode, hazard_imtls: imtls, soil_intensities: soil } = parameters;
  const amplified = numbers(soil);
  const years = Number(parameters['investigation_time'] ?? Number.NaN);
  const aggregateBy = Array.isArray(parameters['aggregate_by'])
    ? (parameters['aggregate_by'] as unknown[])
    : [];
  const total = parameters['total_losses'];
  return {
    mode: typeof mode === 'string' ? mode : '',
    levels: new Map(
      Object.entries(isRecord(imtls) ? imtls : {}).map(([imt, levels]) => [
        imt,
        // Amplified curves stand over levels of their own.
        amplified.length > 0 ? amplified : numbers(levels),
      ]),
    ),
    years: Number.isFinite(years) ? years : undefined,
    poes: numbers(parameters['poes']),
    stats: statsOf(parameters),
    keepsRealizations: isTrue(parameters['individual_rlzs'], false),
    // A list of lists since 3.17, a list before.
    aggregateBy: aggregateBy.every((tags) => typeof tags === 'string')
      ? aggregateBy.length === 0
        ? []
        : [aggregateBy.map(String)]
      : aggregateBy.map((tags) => (Array.isArray(tags) ? tags.map(String) : [])),
    totalLosses: typeof total === 'string' ? [total] : [],
  };
}

function statsOf(parameters: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    ...(isTrue(parameters['mean'], true) ? ['mean'] : []),
    ...(isTrue(parameters['std'], false) ? ['std'] : []),
    ...numbers(parameters['quantiles']).map((quantile) => `quantile-${pythonNumber(quantile)}`),
    ...(isTrue(parameters['max'], false) ? ['max'] : []),
  ];
}

/** The engine names a quantile by what Python prints: `1e-05`, `0.5`. */
function pythonNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4
    ? value.toExponential().replace(/e-(\d)$/, 'e-0$1')
    : String(value);
}

function isTrue(value: unknown, otherwise: boolean): boolean {
  return value === undefined || value === null ? otherwise : value === true || value === 1;
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
