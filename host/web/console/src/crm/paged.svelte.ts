// A list that comes page by page, newest first.

import { explain } from "../api/rest.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export class Paged<T> {
  /** Null: not known yet. */
  items: readonly T[] | null = $state.raw(null);
  next: string | null = $state(null);
  loading = $state(false);
  problem: string | null = $state(null);
  readonly #ask: (cursor: string | null) => Promise<Page<T>>;
  #turn = 0;

  constructor(ask: (cursor: string | null) => Promise<Page<T>>) {
    this.#ask = ask;
  }

  /** The next page, or the first. */
  async more(): Promise<void> {
    if (!this.loading) await this.#load(this.items === null ? null : this.next, this.items ?? []);
  }

  /** The first page again; what is shown stays until it is there. */
  async again(): Promise<void> {
    await this.#load(null, []);
  }

  /** What is on its way is not waited for any more. */
  stop(): void {
    this.#turn += 1;
    this.loading = false;
  }

  async #load(cursor: string | null, before: readonly T[]): Promise<void> {
    this.#turn += 1;
    const mine = this.#turn;
    this.loading = true;
    this.problem = null;
    try {
      const page = await this.#ask(cursor);
      if (mine !== this.#turn) return;
      this.items = [...before, ...page.items];
      this.next = page.next;
    } catch (error) {
      if (mine === this.#turn) this.problem = explain(error);
    } finally {
      if (mine === this.#turn) this.loading = false;
    }
  }
}
