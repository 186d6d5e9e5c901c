const IMT =
  /^(?:PGA|PGV|PGD|MMI|IA|CAV|RSD\d*|RSD|VSI|ASI|DSI|HSI|LSD|PGDfLatSpread|PGDfSettle|PGDfSlope|LiqProb|LSE|(?:SA|AvgSA|Sa_avg2|Sa_avg3|SDi|FIV3|EAS|FAS|DRVT|JMA)(?:\([\d., ]*\))?|AvgSA|FIV3|JMA)$/;

/** @returns whether a name is one of the engine's intensity measure types, or of a secondary peril (`Model_Type`). */
export function isImt(name: string): boolean {
  return (
    IMT.test(name) ||
    /^[A-Z]\w*_(?:LiqProb|LiqOccur|LsProb|LSE|Disp|PGDMax|PGDGeomMean|LSD|LSLoc)$/.test(name)
  );
}

/** @returns the period of vibration in seconds that a spectrum has an IMT at: 0 for PGA; undefined for what no spectrum has. */
export function periodOf(imt: string): number | undefined {
  if (imt === 'PGA') return 0;
  const period = Number(/^SA\((\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\)$/.exec(imt)?.[1] ?? 'none');
  return Number.isNaN(period) ? undefined : period;
}
