/** What a plan is told of a request before anything of it is forwarded. */
export interface PlannedExchange {
  /** 0-based, over all connections, in the order in which the heads arrived. */
  readonly ordinal: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/** What goes wrong in one exchange. Bytes count from the first of the head; `reset` sends RST where FIN was due. */
export type Fault =
  /** The connection closes; nothing is forwarded. For a port where nobody listens see {@link FaultProxy.leave}. */
  | { readonly kind: 'refuse'; readonly reset?: boolean }
  /** So many bytes of the request are forwarded, then both connections are cut. */
  | { readonly kind: 'cut-request'; readonly afterBytes: number; readonly reset?: boolean }
  /** The whole request is forwarded, then the client's connection is cut: at once, or when the target has answered. */
  | { readonly kind: 'cut-before-reply'; readonly when: 'sent' | 'answered'; readonly reset?: boolean }
  | { readonly kind: 'cut-reply'; readonly afterBytes: number; readonly reset?: boolean }
  /** Silence after so many bytes of the reply, for so long (for ever when not said); then it goes on. */
  | { readonly kind: 'stall'; readonly afterBytes?: number; readonly ms?: number }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** The reply's last bytes are missing, whatever its head announced. */
  | { readonly kind: 'truncate'; readonly missingBytes: number; readonly then: 'close' | 'keep-open' }
  /** An answer of a proxy's own; with `forward` the target has had the request and its reply is thrown away. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly forward?: boolean;
    }
  /** Another body in a reply that is whole in itself: a stale cache, a meddling middlebox. */
  | { readonly kind: 'rewrite'; readonly body: (original: Buffer) => Buffer | string };

/** @returns what shall go wrong; nothing when the exchange may pass. */
export type FaultPlan = (exchange: PlannedExchange) => Fault | undefined;

/** What became of one exchange. */
export interface SeenExchange extends PlannedExchange {
  readonly fault: Fault['kind'] | undefined;
  /** Bytes of the request that went to the target, head included. */
  forwardedBytes: number;
  /** Of the target's own reply; 0 as long as there is none. */
  status: number;
  /** Bytes that went back to the client, head included. */
  repliedBytes: number;
  /** Undefined while it lasts; `broken` also when either side left by itself. */
  ended: 'whole' | 'broken' | undefined;
}

/** A page such as a reverse proxy in front of a dead server sends. */
export const BAD_GATEWAY: Fault = {
  kind: 'answer',
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};

/** @returns an apology that says when to come again. */
export function unavailable(retryAfterSeconds: number): Fault {
  return {
    kind: 'answer',
    status: 503,
    headers: { 'content-type': 'text/plain', 'retry-after': String(retryAfterSeconds) },
    body: 'Service Unavailable',
  };
}
