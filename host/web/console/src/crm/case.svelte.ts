// One case on its own page: what it is changed to, and what is noted of it.

import { explain, problemIn, type Rest } from "../api/rest.ts";
import type { CaseView, CustomFieldView } from "../api/types.ts";
import { CaseForm } from "../customers/case-form.svelte.ts";
import { catalogue as t } from "../i18n.ts";

export class CaseStore {
  readonly id: string;
  /** Null: not known yet. */
  one: CaseView | null = $state.raw(null);
  problem: string | null = $state(null);
  gone = $state(false);
  form: CaseForm | null = $state.raw(null);
  /** What is to be noted. */
  followUp = $state("");
  adding = $state(false);
  /** Why it was not noted. */
  refused: string | null = $state(null);
  readonly #rest: Pick<Rest, "cases">;

  constructor(id: string, rest: Pick<Rest, "cases">) {
    this.id = id;
    this.#rest = rest;
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      this.one = await this.#rest.cases.one(this.id);
    } catch (error) {
      this.gone = problemIn(error).status === 404;
      this.problem = explain(error);
    }
  }

  edit(): void {
    if (this.one !== null) this.form = new CaseForm(this.one);
  }

  /** Saves what was typed. The case as it is then; null: something is to be mended first. */
  async save(asked: readonly CustomFieldView[]): Promise<CaseView | null> {
    const { form } = this;
    const of = form?.of ?? null;
    if (form === null || of === null || form.busy) return null;
    return form.send(form.taken(asked), async (draft) => {
      this.one = await this.#rest.cases.change(of.id, { version: of.version, draft });
      this.form = null;
      return this.one;
    });
  }

  /** Fills the form with the case as somebody else left it. Whether it could be had. */
  async takeTheirs(): Promise<boolean> {
    const { form } = this;
    if (form === null || form.busy) return false;
    form.busy = true;
    try {
      await this.load();
      if (this.problem !== null || this.one === null) form.refused = t.customers.form.theirsFailed;
      else form.fill(this.one, this.one);
      return this.problem === null;
    } finally {
      form.busy = false;
    }
  }

  /** Notes what was typed. Whether it was taken; what was typed stays until then. */
  async note(): Promise<boolean> {
    const text = this.followUp.trim();
    if (text === "" || this.adding) return false;
    this.adding = true;
    this.refused = null;
    try {
      this.one = await this.#rest.cases.followUp(this.id, text);
      this.followUp = "";
      return true;
    } catch (error) {
      this.refused = explain(error);
      return false;
    } finally {
      this.adding = false;
    }
  }
}
