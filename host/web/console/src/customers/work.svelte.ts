// What had to do with a customer, beside a conversation with them: asked for once in each conversation.

import { explain, type Rest } from "../api/rest.ts";
import type { TimelineItem } from "../api/types.ts";

export interface WorkOf {
  /** Null: not known yet. */
  readonly items: readonly TimelineItem[] | null;
  readonly problem: string | null;
  /** The case that a conversation is being linked to. */
  readonly linking: string | null;
}

const NOTHING: WorkOf = { items: null, problem: null, linking: null };

export class Work {
  #all: Readonly<Record<string, WorkOf>> = $state.raw({});
  #asked: readonly string[] = [];
  readonly #rest: Pick<Rest, "customers" | "cases">;

  constructor(rest: Pick<Rest, "customers" | "cases">) {
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

  /** The conversation is about a case of theirs. Whether it was taken. */
  async about(customer: string, id: string, conversation: string): Promise<boolean> {
    if (this.of(customer).linking !== null) return false;
    this.#set(customer, { linking: id, problem: null });
    try {
      const changed = await this.#rest.cases.about(id, conversation);
      const items = this.of(customer).items?.map((item) => (item.kind === "case" && item.case.id === id ? { ...item, case: changed } : item));
      this.#set(customer, { items: items ?? null });
      return true;
    } catch (error) {
      this.#set(customer, { problem: explain(error) });
      return false;
    } finally {
      this.#set(customer, { linking: null });
    }
  }

  #set(customer: string, more: Partial<WorkOf>): void {
    this.#all = { ...this.#all, [customer]: { ...this.of(customer), ...more } };
  }
}
