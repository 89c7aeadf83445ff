// Small things that survive a reload (in this tab) or a restart of the browser (preferences).
// Storage can be missing or full: then they are simply not remembered.

export interface Memory {
  read(key: string): string | null;
  /** `null` forgets. */
  write(key: string, value: string | null): void;
}

export function memoryOf(storage: () => Storage, prefix: string): Memory {
  return {
    read(key) {
      try {
        return storage().getItem(prefix + key);
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        if (value === null) storage().removeItem(prefix + key);
        else storage().setItem(prefix + key, value);
      } catch {
        // Forgetting is the fallback.
      }
    },
  };
}

/** Reads a JSON object of texts; anything else counts as empty. */
export function readTexts(memory: Memory, key: string): Record<string, string> {
  const json = memory.read(key);
  if (json === null) return {};
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return {};
  }
}

/** A part of a memory with names of its own. */
export function memoryUnder(memory: Memory, name: string): Memory {
  return {
    read: (key) => memory.read(`${name}.${key}`),
    write: (key, value) => memory.write(`${name}.${key}`, value),
  };
}
