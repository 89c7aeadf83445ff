// Something the gateway does for a while, watched for as long as it runs. There is no event for it, so it is
// asked for, never while an answer is awaited, and never while nobody looks.

import { explain, type Rest } from "../api/rest.ts";
import type { CustomersJob } from "../api/types.ts";

export class Job {
  readonly id: string;
  /** Null: not known yet. */
  state: CustomersJob | null = $state.raw(null);
  /** Why it could not be asked for; it is asked for again. */
  problem: string | null = $state(null);
  #asking = false;
  readonly #rest: Pick<Rest, "customers">;

  constructor(id: string, rest: Pick<Rest, "customers">) {
    this.id = id;
    this.#rest = rest;
  }

  get done(): boolean {
    return this.state?.state === "done";
  }

  /** A second has gone by. */
  async tick(looked: boolean): Promise<void> {
    if (!looked || this.done || this.#asking) return;
    this.#asking = true;
    try {
      this.state = await this.#rest.customers.job(this.id);
      this.problem = null;
    } catch (error) {
      this.problem = explain(error);
    } finally {
      this.#asking = false;
    }
  }
}
