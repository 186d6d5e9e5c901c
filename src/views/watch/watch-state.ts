import type { Calculation, LogRow } from '../../engine/types.js';
import type { TaskProgress } from '../task-progress.js';
import type { Key } from './keys.js';

/** What is on the screen instead of, or in front of, the list. */
export type WatchMode =
  | { readonly kind: 'list' }
  /** `fromEnd` rows lie below the last line shown; 0 follows what comes. */
  | { readonly kind: 'log'; readonly id: number; readonly rows: readonly LogRow[]; readonly fromEnd: number }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'folder'; readonly id: number; readonly text: string }
  | { readonly kind: 'help' };

/** All that the screen is drawn from. */
export interface WatchState {
  readonly host: string;
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** Newest first; undefined before the first answer. */
  readonly calculations: readonly Calculation[] | undefined;
  readonly progress: ReadonlyMap<number, TaskProgress>;
  readonly chosen: number | undefined;
  /** Why the server does not answer; undefined while it does. */
  readonly lost: string | undefined;
  /** What became of the last wish. */
  readonly message: string | undefined;
  readonly mode: WatchMode;
}

/** Something that happened: a key, an answer of the server, another size. */
export type WatchEvent =
  | { readonly kind: 'key'; readonly key: Key }
  | { readonly kind: 'calculations'; readonly calculations: readonly Calculation[]; readonly nowMs: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: TaskProgress }
  | { readonly kind: 'log'; readonly id: number; readonly rows: readonly LogRow[] }
  | { readonly kind: 'lost'; readonly reason: string; readonly nowMs: number }
  | { readonly kind: 'size'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'message'; readonly text: string };

/** What the user wants done. */
export type WatchWish =
  | { readonly kind: 'leave' | 'suspend' | 'look-now' }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'export'; readonly id: number; readonly folder: string };

/** A state and what is to be done next. */
export interface WatchStep {
  readonly state: WatchState;
  readonly wish?: WatchWish | undefined;
}

/** Rows of a log that are kept for scrolling. */
export const KEPT_LOG_ROWS = 5_000;

/** @returns the state before the first answer. */
export function firstState(host: string, columns: number, rows: number, nowMs: number): WatchState {
  return {
    host,
    columns,
    rows,
    nowMs,
    calculations: undefined,
    progress: new Map(),
    chosen: undefined,
    lost: undefined,
    message: undefined,
    mode: { kind: 'list' },
  };
}

/** The whole behaviour of the screen: a state and an event give the next state, and maybe a wish. */
export function step(state: WatchState, event: WatchEvent): WatchStep {
  switch (event.kind) {
    case 'key':
      return onKey(state, event.key);
    case 'calculations': {
      const { calculations, nowMs } = event;
      const isThere = calculations.some(({ id }) => id === state.chosen);
      const chosen = isThere ? state.chosen : neighbour(state, calculations);
      return { state: { ...state, calculations, nowMs, chosen, lost: undefined } };
    }
    case 'progress':
      return { state: { ...state, progress: new Map([...state.progress, [event.id, event.progress]]) } };
    case 'log': {
      const { mode } = state;
      if (mode.kind !== 'log' || mode.id !== event.id || event.rows.length === 0) return { state };
      const rows = [...mode.rows, ...event.rows].slice(-KEPT_LOG_ROWS);
      // Who has scrolled up stays where they read.
      const fromEnd = mode.fromEnd === 0 ? 0 : Math.min(rows.length, mode.fromEnd + event.rows.length);
      return { state: { ...state, mode: { ...mode, rows, fromEnd } } };
    }
    case 'lost':
      return { state: { ...state, lost: event.reason, nowMs: event.nowMs } };
    case 'size':
      return { state: { ...state, columns: event.columns, rows: event.rows } };
    case 'message':
      return { state: { ...state, message: event.text } };
  }
}

/** The one that takes the place of a chosen calculation that is gone. */
function neighbour(state: WatchState, next: readonly Calculation[]): number | undefined {
  const place = (state.calculations ?? []).findIndex(({ id }) => id === state.chosen);
  return next[Math.min(Math.max(place, 0), next.length - 1)]?.id;
}

function onKey(state: WatchState, key: Key): WatchStep {
  if (key.kind === 'interrupt') return { state, wish: { kind: 'leave' } };
  if (key.kind === 'suspend') return { state, wish: { kind: 'suspend' } };
  switch (state.mode.kind) {
    case 'list':
      return onListKey({ ...state, message: undefined }, key);
    case 'log':
      return onLogKey(state, state.mode, key);
    case 'abort': {
      const list: WatchState = { ...state, mode: { kind: 'list' } };
      if (key.kind === 'text' && /^y$/i.test(key.text)) {
        return {
          state: { ...list, message: `Aborting calculation ${state.mode.id} ...` },
          wish: { kind: 'abort', id: state.mode.id },
        };
      }
      const isNo = key.kind === 'escape' || (key.kind === 'text' && /^[nq]$/i.test(key.text));
      return { state: isNo ? list : state };
    }
    case 'folder':
      return onFolderKey(state, state.mode, key);
    case 'help':
      return { state: { ...state, mode: { kind: 'list' } } };
  }
}

function onListKey(state: WatchState, key: Key): WatchStep {
  const word = key.kind === 'text' ? key.text : key.kind;
  const page = Math.max(1, state.rows - 4);
  switch (word) {
    case 'q':
    case 'escape':
      return { state, wish: { kind: 'leave' } };
    case 'up':
    case 'k':
      return { state: move(state, -1) };
    case 'down':
    case 'j':
      return { state: move(state, 1) };
    case 'page-up':
      return { state: move(state, -page) };
    case 'page-down':
      return { state: move(state, page) };
    case 'home':
    case 'g':
      return { state: move(state, -Infinity) };
    case 'end':
    case 'G':
      return { state: move(state, Infinity) };
    case '?':
      return { state: { ...state, mode: { kind: 'help' } } };
    default:
      return state.chosen === undefined ? { state } : onChoiceKey(state, state.chosen, word);
  }
}

function onChoiceKey(state: WatchState, id: number, word: string): WatchStep {
  switch (word) {
    case 'enter':
    case 'l':
      return {
        state: { ...state, mode: { kind: 'log', id, rows: [], fromEnd: 0 } },
        wish: { kind: 'look-now' },
      };
    case 'a':
      return { state: { ...state, mode: { kind: 'abort', id } } };
    case 'e':
      return { state: { ...state, mode: { kind: 'folder', id, text: '' } } };
    default:
      return { state };
  }
}

function onLogKey(state: WatchState, mode: WatchMode & { readonly kind: 'log' }, key: Key): WatchStep {
  const page = Math.max(1, state.rows - 3);
  const scroll = (by: number): WatchStep => {
    const fromEnd = Math.min(Math.max(0, mode.fromEnd + by), Math.max(0, mode.rows.length - 1));
    return { state: { ...state, mode: { ...mode, fromEnd } } };
  };
  switch (key.kind === 'text' ? key.text : key.kind) {
    case 'q':
    case 'escape':
      return { state: { ...state, mode: { kind: 'list' } } };
    case 'up':
    case 'k':
      return scroll(1);
    case 'down':
    case 'j':
      return scroll(-1);
    case 'page-up':
      return scroll(page);
    case 'page-down':
    case ' ':
      return scroll(-page);
    case 'home':
    case 'g':
      return scroll(Infinity);
    case 'end':
    case 'G':
      return scroll(-Infinity);
    default:
      return { state };
  }
}

function onFolderKey(state: WatchState, mode: WatchMode & { readonly kind: 'folder' }, key: Key): WatchStep {
  const list: WatchState = { ...state, mode: { kind: 'list' } };
  switch (key.kind) {
    case 'text':
      return { state: { ...state, mode: { ...mode, text: mode.text + key.text } } };
    case 'backspace':
      return { state: { ...state, mode: { ...mode, text: Array.from(mode.text).slice(0, -1).join('') } } };
    case 'escape':
      return { state: list };
    case 'enter': {
      const folder = mode.text.trim();
      if (folder === '') return { state: list };
      return {
        state: { ...list, message: `Exporting calculation ${mode.id} to ${folder} ...` },
        wish: { kind: 'export', id: mode.id, folder },
      };
    }
    default:
      return { state };
  }
}

function move(state: WatchState, by: number): WatchState {
  const all = state.calculations ?? [];
  const place = all.findIndex(({ id }) => id === state.chosen);
  const next = Math.min(Math.max(0, place + by), all.length - 1);
  return { ...state, chosen: all[next]?.id };
}
