// What had to do with a customer, beside a conversation with them: asked for once in each conversation.

import { explain, type Rest } from "../api/rest.ts";
import type { TimelineItem } from "../api/types.ts";

export interface WorkOf {
  /** Null: not known yet. */
  readonly items: readonly TimelineItem[] | null;
  readonly problem: string | null;
}

const NOTHING: WorkOf = { items: null, problem: null };

export class Work {
  #all: Readonly<Record<string, WorkOf>> = $state.raw({});
  #asked: readonly string[] = [];
  readonly #rest: Pick<Rest, "customers">;

  constructor(rest: Pick<Rest, "customers">) {
    this.#rest = rest;
  }

  of(customer: string): WorkOf {
    return this.#all[customer] ?? NOTHING;
  }

  /** Asks in every conversation anew: colleagues may have opened cases since the last. */
  async need(customer: string, conversation: string): Promise<void> {
    const key = `${customer} ${conversation}`;
    if (this.#asked.includes(key)) return;
    this.#asked = [...this.#asked, key];
    await this.load(customer);
  }

  /** What is shown stays until the answer is there. */
  async load(customer: string): Promise<void> {
    this.#set(customer, { problem: null });
    try {
      this.#set(customer, { items: (await this.#rest.customers.timeline(customer, null)).items });
    } catch (error) {
      this.#set(customer, { problem: explain(error) });
    }
  }

  #set(customer: string, more: Partial<WorkOf>): void {
    this.#all = { ...this.#all, [customer]: { ...this.of(customer), ...more } };
  }
}
