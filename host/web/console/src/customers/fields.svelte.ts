// The fields that the operator has added to customers and to cases, asked for once.

import { explain, type Rest } from "../api/rest.ts";
import type { CustomFieldView } from "../api/types.ts";
import { askedFor } from "../domain/fields.ts";

export class CustomFields {
  /** Null: not known yet. */
  all: readonly CustomFieldView[] | null = $state.raw(null);
  problem: string | null = $state(null);
  #loading = false;
  readonly #rest: Pick<Rest, "customers">;

  constructor(rest: Pick<Rest, "customers">) {
    this.#rest = rest;
  }

  get known(): readonly CustomFieldView[] {
    return this.all ?? [];
  }

  asked(of: CustomFieldView["of"]): CustomFieldView[] {
    return askedFor(this.known, of);
  }

  async need(): Promise<void> {
    if (this.all === null) await this.load();
  }

  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.problem = null;
    try {
      this.all = (await this.#rest.customers.fields()).items;
    } catch (error) {
      this.problem = explain(error);
    } finally {
      this.#loading = false;
    }
  }

  /** A field is new, or has changed. */
  put(field: CustomFieldView): void {
    const isNew = !this.known.some(({ name }) => name === field.name);
    this.all = isNew ? [...this.known, field] : this.known.map((one) => (one.name === field.name ? field : one));
  }
}
