import type { Context } from '../context.js';
import type { LiveLine } from '../output/progress.js';
import { ByteRate } from '../services/byte-rate.js';
import { humanSize } from '../views/sizes.js';
import { progressBar } from '../views/task-progress.js';

/** The eye does not follow more, and thousands of small files would cost more to tell than to pack. */
const REDRAW_MS = 80;
const BAR_COLUMNS = 20;

/** Shows on a live line how many bytes are done, as a bar, in numbers and per second. */
export class ByteLine {
  readonly #rate = new ByteRate();
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly live: Pick<LiveLine, 'update'>,
    private readonly clock: Pick<Context['clock'], 'now'>,
  ) {}

  /** @param label what is done, e.g. `Packing 12 files`. */
  show(label: string, doneBytes: number, totalBytes: number): void {
    const nowMs = this.clock.now();
    const rate = this.#rate.at(doneBytes, nowMs);
    if (nowMs - this.#drawnMs < REDRAW_MS && doneBytes < totalBytes) return;
    this.#drawnMs = nowMs;
    const percent = totalBytes === 0 ? 100 : Math.min(100, Math.floor((doneBytes / totalBytes) * 100));
    const speed = rate === undefined ? '' : `, ${humanSize(rate)}/s`;
    const detail = `${humanSize(doneBytes)} of ${humanSize(totalBytes)}${speed}`;
    this.live.update(progressBar({ task: label, percent, detail }, BAR_COLUMNS));
  }
}
