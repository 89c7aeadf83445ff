// One customer on their own page: the record, what it is changed to, and what had to do with them.

import { SvelteMap } from "svelte/reactivity";

import { explain, problemIn, type Rest } from "../api/rest.ts";
import type { CaseView, CustomerView, CustomFieldView, TimelineItem } from "../api/types.ts";
import { RecordForm } from "../customers/record-form.svelte.ts";
import { openCases } from "../domain/cases.ts";
import { catalogue as t } from "../i18n.ts";
import { Paged } from "./paged.svelte.ts";

/** What is typed into records, by their ids. */
type Forms = SvelteMap<string, RecordForm>;

export class RecordStore {
  readonly id: string;
  /** Null: not known yet. */
  customer: CustomerView | null = $state.raw(null);
  problem: string | null = $state(null);
  /** There is no such record, or no more. */
  gone = $state(false);
  form: RecordForm | null = $state.raw(null);
  readonly timeline: Paged<TimelineItem>;
  readonly #rest: Pick<Rest, "customers">;

  readonly #forms: Forms;

  /** `forms` keeps what is typed while other pages are looked at. */
  constructor(id: string, rest: Pick<Rest, "customers">, forms: Forms = new SvelteMap()) {
    this.id = id;
    this.#rest = rest;
    this.#forms = forms;
    this.form = forms.get(id) ?? null;
    this.timeline = new Paged((before) => rest.customers.timeline(id, before));
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      this.customer = await this.#rest.customers.one(this.id);
      this.gone = false;
    } catch (error) {
      this.gone = problemIn(error).status === 404;
      this.problem = explain(error);
    }
  }

  /** What is not settled, of what is known of the timeline. */
  get openCases(): readonly CaseView[] {
    return openCases(this.timeline.items ?? []);
  }

  edit(): void {
    if (this.customer !== null) this.#write(new RecordForm(this.customer, this.customer));
  }

  /** What was typed is thrown away. */
  cancel(): void {
    this.#write(null);
  }

  /** Saves what was typed. The record as it is then; null: something is to be mended first. */
  async save(asked: readonly CustomFieldView[]): Promise<CustomerView | null> {
    const { form } = this;
    const of = form?.of ?? null;
    if (form === null || of === null || form.busy) return null;
    return form.send(form.taken(asked), async (draft) => {
      this.customer = await this.#rest.customers.change(of.id, { version: of.version, draft });
      this.#write(null);
      return this.customer;
    });
  }

  /** Fills the form with the record as somebody else left it. Whether it could be had. */
  async takeTheirs(): Promise<boolean> {
    const { form } = this;
    if (form === null || form.busy) return false;
    form.busy = true;
    try {
      await this.load();
      if (this.problem !== null || this.customer === null) form.refused = t.customers.form.theirsFailed;
      else form.fill(this.customer, this.customer);
      return this.problem === null;
    } finally {
      form.busy = false;
    }
  }

  #write(form: RecordForm | null): void {
    this.form = form;
    if (form === null) this.#forms.delete(this.id);
    else this.#forms.set(this.id, form);
  }
}
