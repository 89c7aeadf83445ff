// The conversations of a person, on every channel, newest first, page by page.

import { explain, type Rest } from "../api/rest.ts";
import type { ConversationView } from "../api/types.ts";

export class PersonHistory {
  /** Null: not loaded yet. */
  items: readonly ConversationView[] | null = $state.raw(null);
  problem: string | null = $state(null);
  loading = $state(false);
  nextBefore: string | null = $state(null);
  readonly #rest: Pick<Rest, "ofPerson">;
  readonly #person: string;

  constructor(rest: Pick<Rest, "ofPerson">, person: string) {
    this.#rest = rest;
    this.#person = person;
  }

  async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.problem = null;
    try {
      const page = await this.#rest.ofPerson(this.#person, this.nextBefore);
      this.items = [...(this.items ?? []), ...page.items];
      this.nextBefore = page.next_before ?? null;
    } catch (error) {
      this.problem = explain(error);
    } finally {
      this.loading = false;
    }
  }
}
