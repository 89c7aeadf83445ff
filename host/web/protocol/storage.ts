/** A few strings that outlive the page. Never throws. */
export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
}

/** A shelf in memory: what is left when the browser denies storage. */
export function memoryShelf(): Shelf {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set(key, value) {
      if (value === null) values.delete(key);
      else values.set(key, value);
    },
  };
}

/**
 * `localStorage`, one set of keys per channel. Every access may throw (denied, partitioned, full): then
 * the value lives in memory, for this page.
 */
export function browserShelf(channel: string): Shelf {
  const fallback = memoryShelf();
  const full = (key: string): string => `frontdesk:${channel}:${key}`;
  return {
    get(key) {
      const kept = fallback.get(key);
      if (kept !== null) return kept;
      try {
        return localStorage.getItem(full(key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) localStorage.removeItem(full(key));
        else localStorage.setItem(full(key), value);
        fallback.set(key, null);
      } catch {
        fallback.set(key, value);
      }
    },
  };
}
