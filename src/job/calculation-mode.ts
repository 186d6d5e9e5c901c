/** Whether a calculation computes risk, by the name of its mode: all of these end in risk, bcr or damage. */
export function isRiskMode(mode: string): boolean {
  return /(?:risk|bcr|damage)$/.test(mode);
}

/** Whether a job computes losses, damage or benefits to the engine, which looks for these words anywhere in the mode. */
export function involvesRisk(mode: string): boolean {
  return /risk|damage|bcr/.test(mode);
}
