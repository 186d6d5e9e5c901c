/** Too many calls, or a proxy's word that the server behind it is away: HTTP statuses that another try may mend. */
export const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Codes of Node and undici for a connection that was cut. */
export const CUT_CODES: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
