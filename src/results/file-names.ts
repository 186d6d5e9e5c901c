/** Names that Windows keeps for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Whether a name from a server is a plain file name: it names a place in the target folder and nowhere else. */
export function isBareName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.length > 255) return false;
  return !/[/\\\u0000-\u001f\u007f-\u009f]/.test(name) && !/^[A-Za-z]:/.test(name) && !DEVICE.test(name);
}

/** What an export's delivered name says. */
export interface DeliveredName {
  /** The name that the engine gives the file when it exports locally, or that of the wrapping archive. */
  readonly name: string;
  /** Whether it is an archive made for the download, whose members are the files. */
  readonly isWrapper: boolean;
}

/**
 * The server names a download `output-13-report_9.rst`; locally the engine writes `report_9.rst`. Several files
 * travel as `output-13-hcurves-csv.zip`, an archive that does not exist locally (measured; docs/engine-behaviour.md).
 */
export function readDeliveredName(delivered: string, outputId: number, format: string): DeliveredName {
  const prefix = `output-${outputId}-`;
  const name = delivered.startsWith(prefix) ? delivered.slice(prefix.length) : delivered;
  return { name, isWrapper: name.endsWith(`-${format}.zip`) };
}
