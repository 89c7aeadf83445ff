// Remembers what was said, so that it is said once.

export class Once {
  readonly #seen = new Set<string>();

  /** True the first time it is asked about `key`. */
  first(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}
