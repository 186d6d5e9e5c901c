/** Whether a calculation computes risk, by the name of its mode: all of these end in risk, bcr or damage. */
export function isRiskMode(mode: string): boolean {
  return /(?:risk|bcr|damage)$/.test(mode);
}
