import { hasEnded } from '../../engine/outcome.js';
import type { Calculation } from '../../engine/types.js';
import { utcMs } from '../../engine/utc-time.js';
import { cutTo, fit } from '../../fit-text.js';
import { storedLogLine } from '../log-line.js';
import type { TaskProgress } from '../task-progress.js';
import type { WatchMode, WatchState } from './watch-state.js';

/** The looks that the screen uses. */
export interface WatchLooks {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

const HELP = [
  'up, down, j, k     choose',
  'Enter, l           log of the chosen calculation',
  'a                  abort it (asks)',
  'e                  export its outputs (asks for a folder)',
  'g, G               first, last',
  'q, Esc, Ctrl-C     back, leave',
  'Ctrl-Z             suspend; fg goes on',
];

/** @returns the lines of the screen: at most as many as it has rows, none wider than its columns. */
export function watchLines(state: WatchState, looks: WatchLooks): string[] {
  const { rows, columns } = state;
  const foot = footLine(state, looks);
  if (rows <= 1) return rows < 1 ? [] : [foot];
  const body = bodyLines(state, rows - 2, looks);
  const head = looks.bold(fit(headText(state), columns).trimEnd());
  return [head, ...body, ...Array<string>(Math.max(0, rows - 2 - body.length)).fill(''), foot];
}

function headText(state: WatchState): string {
  const { mode, calculations } = state;
  if (mode.kind === 'log') {
    const place = mode.fromEnd === 0 ? 'following' : `${mode.fromEnd} rows below`;
    return `Log of calculation ${mode.id}, ${place}`;
  }
  if (calculations === undefined) return state.host;
  const going = calculations.filter((one) => !hasEnded(one));
  const running = going.filter(({ status }) => status === 'executing').length;
  return `${running} running, ${going.length - running} waiting, ${calculations.length} in all  ${state.host}`;
}

/** Columns without which nobody sees what they type. */
const ROOM_TO_TYPE = 12;

function footLine(state: WatchState, looks: WatchLooks): string {
  const { columns, mode } = state;
  const text = (words: string): string => cutTo(words, columns).text;
  if (mode.kind === 'abort') {
    const question = `Abort calculation ${mode.id}? (y/n)`;
    return looks.yellow(text(question.length <= columns ? question : `Abort ${mode.id}? (y/n)`));
  }
  if (mode.kind === 'folder') {
    const whole = `Export calculation ${mode.id} to folder: `;
    const question = columns - whole.length < ROOM_TO_TYPE ? 'To: ' : whole;
    // The end of what is typed is what the user looks at.
    const room = Math.max(1, columns - question.length - 1);
    return text(`${question}${Array.from(mode.text).slice(-room).join('')}_`);
  }
  if (state.lost !== undefined) return looks.red(text(`No contact, trying again: ${state.lost}`));
  if (state.message !== undefined && mode.kind === 'list') return looks.yellow(text(state.message));
  return looks.dim(
    text(
      mode.kind === 'log'
        ? 'q back  up/down scroll  G follow'
        : 'Enter log  a abort  e export  ? help  q leave',
    ),
  );
}

function bodyLines(state: WatchState, room: number, looks: WatchLooks): string[] {
  if (room <= 0) return [];
  switch (state.mode.kind) {
    case 'help':
      return HELP.slice(0, room).map((line) => cutTo(line, state.columns).text);
    case 'log':
      return logLines(state, state.mode, room);
    default:
      return listLines(state, room, looks);
  }
}

/** A row of several lines keeps them, a long line is cut; the newest that fit are shown. */
function logLines(state: WatchState, mode: WatchMode & { readonly kind: 'log' }, room: number): string[] {
  const shown = mode.rows.slice(0, mode.rows.length - mode.fromEnd);
  const lines: string[] = [];
  for (let place = shown.length - 1; place >= 0 && lines.length < room; place -= 1) {
    const row = shown[place];
    if (row === undefined) break;
    const text = storedLogLine(mode.id, row).split('\n');
    lines.unshift(...text.slice(0, room).map((line) => cutTo(line, state.columns).text));
  }
  return lines.slice(-room);
}

function listLines(state: WatchState, room: number, looks: WatchLooks): string[] {
  const { calculations, columns, chosen } = state;
  if (calculations === undefined) return [cutTo('Asking the server ...', columns).text];
  if (calculations.length === 0) return [cutTo('No calculations.', columns).text];
  const place = Math.max(
    0,
    calculations.findIndex(({ id }) => id === chosen),
  );
  // The chosen one stays within the middle of the screen once the list is longer than it.
  const top = Math.min(Math.max(0, place - Math.floor(room / 2)), Math.max(0, calculations.length - room));
  return calculations.slice(top, top + room).map((one) => rowLine(state, one, looks));
}

function rowLine(state: WatchState, one: Calculation, looks: WatchLooks): string {
  const { columns, nowMs, chosen } = state;
  const isChosen = one.id === chosen;
  const head = `${isChosen ? '>' : ' '}${fit(String(one.id), 6, 'right')} `;
  const status = fit(one.status, 9);
  const parts = [
    { text: ` ${fit(ageOf(one, nowMs), 7, 'right')}`, from: 30, width: 8 },
    { text: ` ${fit(progressText(one, state.progress.get(one.id)), 25)}`, from: 70, width: 26 },
    { text: ` ${fit(one.owner, 10)}`, from: 84, width: 11 },
  ].filter(({ from }) => columns >= from);
  const used = head.length + 9 + parts.reduce((sum, { width }) => sum + width, 0);
  const description = columns - used > 4 ? ` ${cutTo(one.description, columns - used - 1).text}` : '';
  if (columns < head.length + 9) return cutTo(`${head}${status}`, columns).text;
  const line = `${parts.map(({ text }) => text).join('')}${description}`;
  return `${isChosen ? looks.bold(head) : head}${paint(one, looks)(status)}${isChosen ? looks.bold(line) : line}`;
}

function paint(one: Calculation, looks: WatchLooks): (text: string) => string {
  if (!hasEnded(one)) return (text) => looks.cyan(text);
  if (one.status === 'complete' || one.status === 'shared') return (text) => looks.green(text);
  return (text) => looks.red(text);
}

const BAR_COLUMNS = 8;

/** `classical  50% ████░░░░`; nothing of what has ended. */
function progressText(one: Calculation, progress: TaskProgress | undefined): string {
  if (hasEnded(one) || progress === undefined) return '';
  const filled = Math.round((progress.percent / 100) * BAR_COLUMNS);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_COLUMNS - filled);
  return `${fit(progress.task, 11)} ${String(progress.percent).padStart(3)}% ${bar}`;
}

/** Time since the start: `12 s`, `5 min`, `3 h`, `2 d`. */
function ageOf(one: Calculation, nowMs: number): string {
  const startMs = utcMs(one.startTime);
  if (Number.isNaN(startMs)) return '';
  const seconds = Math.max(0, Math.round((nowMs - startMs) / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
