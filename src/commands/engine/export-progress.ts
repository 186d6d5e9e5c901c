import type { Context } from '../../context.js';
import type { LiveLine } from '../../output/progress.js';
import { ByteRate } from '../../services/byte-rate.js';
import { exportProgressText } from '../../views/export-progress.js';

/** The eye does not follow more. */
const REDRAW_MS = 80;

/** Shows on a live line how far the export of one or many outputs is: bytes, rate, and what is left. */
export class ExportLine {
  readonly #rate = new ByteRate();
  readonly #current = new Map<number, { label: string; doneBytes: number; totalBytes: number | undefined }>();
  readonly #beganMs: number;
  #endedBytes = 0;
  #ended = 0;
  #drawnMs = Number.NEGATIVE_INFINITY;

  /** @param count of the outputs that will be exported. */
  constructor(
    private readonly live: Pick<LiveLine, 'update'>,
    private readonly clock: Pick<Context['clock'], 'now'>,
    private readonly count: number,
  ) {
    this.#beganMs = clock.now();
  }

  begin(index: number, label: string): void {
    this.#current.set(index, { label, doneBytes: 0, totalBytes: undefined });
    this.#draw(true);
  }

  /** A download that was cut begins anew: fewer bytes than before are no mistake. */
  bytes(index: number, doneBytes: number, totalBytes: number | undefined): void {
    const label = this.#current.get(index)?.label ?? '';
    this.#current.set(index, { label, doneBytes, totalBytes });
    this.#draw(false);
  }

  end(index: number): void {
    this.#endedBytes += this.#current.get(index)?.doneBytes ?? 0;
    this.#ended += 1;
    this.#current.delete(index);
    this.#draw(true);
  }

  #draw(always: boolean): void {
    const nowMs = this.clock.now();
    const current = [...this.#current.values()];
    const doneBytes = this.#endedBytes + current.reduce((sum, one) => sum + one.doneBytes, 0);
    const rate = this.#rate.at(doneBytes, nowMs);
    if (!always && nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = nowMs;
    this.live.update(
      exportProgressText({
        count: this.count,
        ended: this.#ended,
        doneBytes,
        current,
        bytesPerSecond: rate,
        elapsedMs: nowMs - this.#beganMs,
      }),
    );
  }
}
