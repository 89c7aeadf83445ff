// Looks for customers while the agent types.

import { explain, type Rest } from "../api/rest.ts";
import type { CustomerView } from "../api/types.ts";

/** How long the agent has to pause. */
export const PAUSE_MS = 250;

export class CustomerSearch {
  text: string = $state("");
  /** Null: nothing is looked for, or it is not known yet. */
  items: readonly CustomerView[] | null = $state.raw(null);
  looking = $state(false);
  problem: string | null = $state(null);
  readonly #rest: Pick<Rest, "customers">;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(rest: Pick<Rest, "customers">) {
    this.#rest = rest;
  }

  /** The agent types. */
  type(text: string): void {
    this.stop();
    this.text = text;
    this.problem = null;
    this.looking = text.trim() !== "";
    if (this.looking) this.#timer = setTimeout(() => void this.look(), PAUSE_MS);
    else this.items = null;
  }

  /** Looks at once. What was looked for before and comes later is not shown. */
  async look(): Promise<void> {
    this.stop();
    const mine = this.#asked;
    const text = this.text.trim();
    if (text === "") return;
    this.looking = true;
    this.problem = null;
    try {
      const { items } = await this.#rest.customers.find(text);
      if (mine === this.#asked) this.items = items;
    } catch (error) {
      if (mine === this.#asked) this.problem = explain(error);
    } finally {
      if (mine === this.#asked) this.looking = false;
    }
  }

  /** Nothing that is under way is waited for any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}
