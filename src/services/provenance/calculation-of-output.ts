import type { EngineServer } from '../../engine/server.js';
import type { Calculation, Output } from '../../engine/types.js';

/**
 * Finds the calculation that an output is of: a server tells it nowhere, but the engine ends the names of its files with
 * the number, and the server lists the outputs of that one.
 * @param files as they are named.
 * @returns undefined where no name ends so, or the server does not confirm it.
 */
export async function calculationOfOutput(
  server: Pick<EngineServer, 'outputs' | 'status'>,
  outputId: number,
  files: readonly { readonly name: string }[],
  signal: AbortSignal,
): Promise<{ readonly calculation: Calculation; readonly output: Output } | undefined> {
  const id = Number(files.map(({ name }) => /_(\d{1,15})\.[a-z0-9]+$/i.exec(name)?.[1]).find((text) => text));
  if (Number.isNaN(id) || id === 0) return undefined;
  try {
    const [outputs, calculation] = await Promise.all([server.outputs(id, signal), server.status(id, signal)]);
    const output = outputs.find((one) => one.id === outputId);
    return output === undefined ? undefined : { calculation, output };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
