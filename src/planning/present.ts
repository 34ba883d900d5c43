type Loosely<T> = { readonly [K in keyof T]: T[K] | undefined };

/** The same, without what is undefined: an optional property is there, or it is not. */
export const present = <T extends object>(values: Loosely<T>): T =>
  // The one cast: what is left has the types of T.
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
