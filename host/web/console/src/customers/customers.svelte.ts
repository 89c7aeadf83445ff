// The customers' records beside the conversations: who is found, who is chosen, what is typed. One entry a
// conversation, kept for as long as the tab lives.

import { explain, type Rest } from "../api/rest.ts";
import type { CaseView, CustomerDraft, CustomerView, CustomFieldView, PopPerson, PopSource, ScreenPop } from "../api/types.ts";
import { recordIn, shown, sure, withRecord } from "../domain/screen-pop.ts";
import { catalogue as t } from "../i18n.ts";
import { CaseForm } from "./case-form.svelte.ts";
import { RecordForm, type Into } from "./record-form.svelte.ts";

export interface Entry {
  /** What the contact was known by when it was asked for. */
  readonly known: string | null;
  /** Null: not loaded yet. */
  readonly pop: ScreenPop | null;
  /** Why it could not be loaded. */
  readonly problem: string | null;
  readonly loading: boolean;
  /** The agent looks for somebody else. */
  readonly choosing: boolean;
  /** The customer who is being linked. */
  readonly linking: string | null;
  /** Why nobody was linked. */
  readonly refused: string | null;
  readonly form: RecordForm | null;
  /** A case that is being written. */
  readonly caseForm: CaseForm | null;
  /** What the connected systems said so far. */
  readonly sources: readonly PopSource[];
  /** The connected systems that are asked once more. */
  readonly retrying: readonly string[];
}

const NOTHING: Entry = { known: null, pop: null, problem: null, loading: false, choosing: false, linking: null, refused: null, form: null, caseForm: null, sources: [], retrying: [] };

export class Customers {
  #all: Readonly<Record<string, Entry>> = $state.raw({});
  readonly #rest: Pick<Rest, "customers" | "cases">;
  /** The newest request of each conversation. */
  #asked: Readonly<Record<string, symbol>> = {};

  readonly #fields: (of: CustomFieldView["of"]) => readonly CustomFieldView[];

  /** `asked` are the operator's fields of a customer or a case. */
  constructor(rest: Pick<Rest, "customers" | "cases">, asked: (of: CustomFieldView["of"]) => readonly CustomFieldView[] = () => []) {
    this.#rest = rest;
    this.#fields = asked;
  }

  of(conversation: string): Entry {
    return this.#all[conversation] ?? NOTHING;
  }

  /** Asks once, and again when the contact is known by something else. */
  async need(conversation: string, known: string): Promise<void> {
    if (this.of(conversation).known === known) return;
    this.#set(conversation, { known });
    await this.load(conversation);
  }

  /** What was asked for before and comes later is not shown. */
  async load(conversation: string): Promise<void> {
    const mine = Symbol();
    this.#asked = { ...this.#asked, [conversation]: mine };
    this.#set(conversation, { loading: true, problem: null });
    // The records wait for no other system.
    void this.#ask(conversation, mine);
    const told = await this.#told(conversation);
    if (this.#asked[conversation] === mine) this.#set(conversation, { ...told, loading: false });
  }

  async #ask(conversation: string, mine: symbol): Promise<void> {
    try {
      const { items } = await this.#rest.customers.sources(conversation);
      if (this.#asked[conversation] === mine) this.#set(conversation, { sources: items });
    } catch {
      // Each system's own failure is in the answer; without one the records' own failure says why.
    }
  }

  /** The agent looks for somebody else, or does not any more. */
  choose(conversation: string, choosing: boolean): void {
    this.#set(conversation, { choosing, refused: null });
  }

  /** The agent says that this is who it is. Whether it was taken. */
  async link(conversation: string, customer: CustomerView): Promise<boolean> {
    if (this.of(conversation).linking !== null) return false;
    this.#set(conversation, { linking: customer.id, refused: null });
    try {
      const linked = await this.#rest.customers.link(conversation, customer.id);
      this.#settle(conversation, (pop) => ({ ...withRecord(pop, linked), linked }));
      this.#set(conversation, { choosing: false });
      return true;
    } catch (error) {
      this.#set(conversation, { refused: explain(error) });
      return false;
    } finally {
      this.#set(conversation, { linking: null });
    }
  }

  /** Opens the form for a record; null: for a new one, with what is known. */
  write(conversation: string, customer: CustomerView | null): void {
    const { pop } = this.of(conversation);
    if (pop !== null) this.#set(conversation, { form: new RecordForm(customer, customer ?? pop.draft), refused: null });
  }

  /** Begins a record with what a connected system knows of somebody. */
  takeOver(conversation: string, { name, emails, phones, account_number }: PopPerson): void {
    const { pop } = this.of(conversation);
    if (pop === null) return;
    const known = [...pop.draft.addresses, ...emails.map((value) => ({ kind: "email", value })), ...phones.map((value) => ({ kind: "phone", value }))];
    const addresses = known.filter((one, at) => known.findIndex(({ kind, value }) => kind === one.kind && value === one.value) === at);
    const draft: CustomerDraft = { ...pop.draft, name: name ?? pop.draft.name, account_number: account_number ?? pop.draft.account_number, addresses };
    this.#set(conversation, { form: new RecordForm(null, draft), refused: null });
  }

  /** Asks a connected system that did not answer once more. */
  async retry(conversation: string, connector: string): Promise<void> {
    const { retrying } = this.of(conversation);
    if (retrying.includes(connector)) return;
    this.#set(conversation, { retrying: [...retrying, connector] });
    try {
      const { items } = await this.#rest.customers.sources(conversation, connector);
      const said = (before: PopSource): PopSource => items.find((one) => one.connector === before.connector) ?? before;
      this.#set(conversation, { sources: this.of(conversation).sources.map(said) });
    } catch (error) {
      this.#set(conversation, { refused: explain(error) });
    } finally {
      this.#set(conversation, { retrying: this.of(conversation).retrying.filter((one) => one !== connector) });
    }
  }

  /** Puts the contact's words into the form of their record, or of a new one where it is not sure whose it is. */
  put(conversation: string, into: Into, text: string): void {
    const { pop, form } = this.of(conversation);
    if (pop === null) return;
    if (form === null) this.write(conversation, sure(shown(pop)));
    this.of(conversation).form?.put(into, text);
  }

  /** Opens the form for a case of the customer. */
  writeCase(conversation: string, subject = ""): void {
    const form = this.of(conversation).caseForm ?? new CaseForm(null);
    if (subject.trim() !== "") form.subject = subject.trim();
    form.wanted = "subject";
    this.#set(conversation, { caseForm: form });
  }

  cancelCase(conversation: string): void {
    this.#set(conversation, { caseForm: null });
  }

  /** Makes the case that was typed. Null: something is to be mended first. */
  async saveCase(conversation: string, customer: string): Promise<CaseView | null> {
    const { caseForm } = this.of(conversation);
    if (caseForm === null || caseForm.busy) return null;
    return caseForm.send(caseForm.taken(this.#fields("case")), async (draft) => {
      const made = await this.#rest.cases.add({ customer, draft, conversation });
      if (this.of(conversation).caseForm === caseForm) this.#set(conversation, { caseForm: null });
      return made;
    });
  }

  /** What was typed is thrown away. */
  cancel(conversation: string): void {
    this.#set(conversation, { form: null });
  }

  /** Saves what was typed. The record as it is then; null: something is to be mended first. */
  async save(conversation: string): Promise<CustomerView | null> {
    const { form } = this.of(conversation);
    if (form === null || form.busy) return null;
    const { of } = form;
    const { customers } = this.#rest;
    return form.send(form.taken(this.#fields("customer")), async (draft) => {
      const record = of === null ? await customers.add({ draft, conversation }) : await customers.change(of.id, { version: of.version, draft });
      this.#settle(conversation, (pop) => (of === null ? { ...pop, linked: record } : withRecord(pop, record)));
      // Unless it was given up, and another one begun.
      if (this.of(conversation).form === form) this.#set(conversation, { form: null, choosing: false });
      return record;
    });
  }

  /** Fills the form with the record as somebody else left it. Whether it could be had. */
  async takeTheirs(conversation: string): Promise<boolean> {
    const { form } = this.of(conversation);
    const id = form?.of?.id;
    if (form === null || id === undefined || form.busy) return false;
    form.busy = true;
    try {
      await this.load(conversation);
      const { pop, problem } = this.of(conversation);
      const theirs = pop === null || problem !== null ? null : recordIn(pop, id);
      if (theirs === null) form.refused = t.customers.form.theirsFailed;
      else form.fill(theirs, theirs);
      return theirs !== null;
    } finally {
      form.busy = false;
    }
  }

  /** Forgets conversations that are no longer held. */
  keep(conversations: readonly string[]): void {
    const kept = Object.entries(this.#all).filter(([id]) => conversations.includes(id));
    if (kept.length < Object.keys(this.#all).length) this.#all = Object.fromEntries(kept);
  }

  async #told(conversation: string): Promise<Partial<Entry>> {
    try {
      return { pop: await this.#rest.customers.of(conversation), problem: null };
    } catch (error) {
      return { problem: explain(error) };
    }
  }

  /** The agent has changed it: an answer under way may be older, and is asked for again. */
  #settle(conversation: string, changed: (pop: ScreenPop) => ScreenPop): void {
    const { pop, loading } = this.of(conversation);
    if (pop !== null) this.#set(conversation, { pop: changed(pop) });
    if (loading) void this.load(conversation);
  }

  #set(conversation: string, more: Partial<Entry>): void {
    this.#all = { ...this.#all, [conversation]: { ...this.of(conversation), ...more } };
  }
}
