// nock's interceptors use Promise.withResolvers, which Node has from 22 on.
interface Resolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value | PromiseLike<Value>) => void;
  readonly reject: (reason?: unknown) => void;
}

const target = Promise as unknown as { withResolvers?: <Value>() => Resolvers<Value> };

target.withResolvers ??= <Value>(): Resolvers<Value> => {
  let resolve!: (value: Value | PromiseLike<Value>) => void;
  let reject!: (reason?: unknown) => void;
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
};
