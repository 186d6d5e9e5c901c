/** What happens between a submission whose answer did not come and the knowledge of what became of it. */
export type DoubtEvent =
  /** Contact was lost; `mayRun` when all was sent, so that it may have become a calculation. */
  | { readonly kind: 'lost'; readonly error: Error; readonly mayRun: boolean }
  /** The server does not answer; it is asked again. */
  | { readonly kind: 'away'; readonly error: Error; readonly retryInMs: number }
  | { readonly kind: 'back' }
  /** One of these may be it, and has not begun: the server tells whose it is when it begins. */
  | { readonly kind: 'may-be'; readonly calculationIds: readonly number[] }
  | { readonly kind: 'found'; readonly calculationId: number }
  /** The server has answered in a way that it would repeat, and nothing runs: it is not sent again. */
  | { readonly kind: 'nothing-runs' }
  /** Nothing runs: it is sent once more. */
  | { readonly kind: 'again'; readonly attempt: number }
  /** A program that died before it could tell what became of it had sent the same job. */
  | { readonly kind: 'earlier'; readonly began: string }
  | { readonly kind: 'taken-up'; readonly calculationId: number; readonly began: string }
  /** A late upload became a second calculation. */
  | { readonly kind: 'twin'; readonly calculationId: number }
  /** So many submissions of other jobs are open whose programs are dead. */
  | { readonly kind: 'others-open'; readonly count: number }
  | { readonly kind: 'no-journal'; readonly folder: string; readonly reason: string }
  /** A file of the journal that holds no entry, under the name by which it is kept. */
  | { readonly kind: 'broken-entry'; readonly file: string };
