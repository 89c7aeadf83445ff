// The texts that a script has been since the page was opened. Pure.

export interface Past<T> {
  readonly before: readonly T[];
  readonly now: T;
  readonly after: readonly T[];
  /** What the last change was about: more of the same is the same step back. */
  readonly about: string | null;
}

/** Further back nobody goes. */
export const STEPS_MAX = 200;

export function begun<T>(now: T): Past<T> {
  return { before: [], now, after: [], about: null };
}

/** Something changed. `about`: words written one after the other into one field are one step. */
export function changed<T>(past: Past<T>, now: T, about: string | null): Past<T> {
  if (about !== null && about === past.about && past.before.length > 0) return { ...past, now, after: [] };
  return { before: [...past.before, past.now].slice(-STEPS_MAX), now, after: [], about };
}

/** What comes next is a step of its own. */
export function paused<T>(past: Past<T>): Past<T> {
  return past.about === null ? past : { ...past, about: null };
}

export function undone<T>(past: Past<T>): Past<T> {
  const now = past.before.at(-1);
  if (now === undefined) return past;
  return { before: past.before.slice(0, -1), now, after: [past.now, ...past.after], about: null };
}

export function redone<T>(past: Past<T>): Past<T> {
  const [now, ...after] = past.after;
  if (now === undefined) return past;
  return { before: [...past.before, past.now], now, after, about: null };
}
