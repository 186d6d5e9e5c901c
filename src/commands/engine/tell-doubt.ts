import type { LiveLine } from '../../output/progress.js';
import type { Printer } from '../../output/printer.js';
import type { DoubtEvent } from '../../services/submission-doubt.js';

/** Says what happens while it is in doubt what became of a submission. */
export function tellDoubt(event: DoubtEvent, printer: Pick<Printer, 'note' | 'warn'>, live: LiveLine): void {
  switch (event.kind) {
    case 'lost': {
      const reason = event.error.cause instanceof Error && event.mayRun ? event.error.cause : event.error;
      live.update('Looking whether the job has arrived');
      printer.warn(
        event.mayRun
          ? `${reason.message} All was sent by then: looking for its calculation before anything is sent again.`
          : `${reason.message} Not all was sent, so that nothing runs.`,
      );
      break;
    }
    case 'away':
      printer.warn(`${event.error.message} Asking again until it answers.`);
      break;
    case 'back':
      printer.note('The server answers again.');
      break;
    case 'may-be':
      live.update(`Waiting until ${named(event.calculationIds)} begins, to see whether it is this job`);
      break;
    case 'found':
      printer.note(`The job had arrived: calculation ${event.calculationId}. It is not sent again.`);
      break;
    case 'nothing-runs':
      printer.warn('The server has made no calculation of this job: nothing runs.');
      break;
    case 'again':
      live.update(`Sending the job again, attempt ${event.attempt}`);
      printer.note(`The job has not arrived: sending it again (attempt ${event.attempt}).`);
      break;
    case 'earlier':
      live.update(`Looking what became of this job, sent ${event.began} by a program that died`);
      break;
    case 'taken-up':
      printer.note(
        `This very job was sent ${event.began} by a program that died: calculation ${event.calculationId} is taken up, and nothing is sent again. The same command once more submits it anew.`,
      );
      break;
    case 'twin':
      printer.warn(
        `An upload that was lost came late after all, and became calculation ${event.calculationId}: it is aborted.`,
      );
      break;
    case 'others-open':
      printer.note(
        event.count === 1
          ? 'A submission of another job is open, whose program died: openquake recover'
          : `${event.count} submissions of other jobs are open, whose programs died: openquake recover`,
      );
      break;
    case 'no-journal':
      printer.warn(
        `No note of the submission can be kept in ${event.folder} (${event.reason}): should this program be killed before it tells the id, look with openquake jobs before you submit again.`,
      );
      break;
    case 'broken-entry':
      printer.warn(
        `A note of a submission cannot be read; it is kept as ${event.file}. If a run was cut off, look with openquake jobs before you submit again.`,
      );
  }
}

function named(ids: readonly number[]): string {
  return ids.length === 1 ? `calculation ${ids[0] ?? ''}` : `one of the calculations ${ids.join(', ')}`;
}
