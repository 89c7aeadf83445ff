// Something that is asked for again and again: what was shown stays until the next answer is there,
// so that nothing jumps. Pure.

export interface Loaded<T> {
  readonly value: T | null;
  /** Why the last answer was none, in words. */
  readonly problem: string | null;
  /** An answer is awaited. */
  readonly loading: boolean;
  /** Which question the awaited answer belongs to: answers to earlier ones come too late. */
  readonly turn: number;
}

export function nothingYet<T>(): Loaded<T> {
  return { value: null, problem: null, loading: false, turn: 0 };
}

export function asked<T>(state: Loaded<T>): Loaded<T> {
  return { ...state, loading: true, turn: state.turn + 1 };
}

export function answered<T>(state: Loaded<T>, turn: number, value: T): Loaded<T> {
  return turn === state.turn ? { value, problem: null, loading: false, turn } : state;
}

/** What was shown stays beside the problem. */
export function failed<T>(state: Loaded<T>, turn: number, problem: string): Loaded<T> {
  return turn === state.turn ? { ...state, problem, loading: false } : state;
}

/** Known by other means, such as the answer to an action: what is on its way is older. */
export function known<T>(state: Loaded<T>, value: T): Loaded<T> {
  return { value, problem: null, loading: false, turn: state.turn + 1 };
}
