/** Any that can be awaited, of another library too: a promise that is taken for a value is a value that is lost. */
export const isPromise = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
