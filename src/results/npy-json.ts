import { ExportError } from '../errors.js';
import { NpyFault } from './numpy/npy-fault.js';
import { readNpy } from './numpy/npy.js';
import { readJsonArray } from './numpy/numpy-json.js';

/**
 * Reads JSON out of an `.npy` file that holds one text (type `S`), as the engine writes it.
 * @throws ExportError where it holds anything else.
 */
export function readNpyJson(bytes: Buffer): unknown {
  try {
    return readJsonArray(readNpy(bytes));
  } catch (cause) {
    if (!(cause instanceof NpyFault)) throw cause;
    throw new ExportError(`What the server sent is no text of numpy with JSON in it: ${cause.message}.`, {
      cause,
    });
  }
}
