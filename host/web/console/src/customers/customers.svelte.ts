// The customers' records beside the conversations: who is found, who is chosen, what is typed. One entry a
// conversation, kept for as long as the tab lives.

import { explain, type Rest } from "../api/rest.ts";
import type { CustomerView, CustomFieldView, ScreenPop } from "../api/types.ts";
import { recordIn, withRecord } from "../domain/screen-pop.ts";
import { catalogue as t } from "../i18n.ts";
import { RecordForm } from "./record-form.svelte.ts";

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
}

const NOTHING: Entry = { known: null, pop: null, problem: null, loading: false, choosing: false, linking: null, refused: null, form: null };

export class Customers {
  #all: Readonly<Record<string, Entry>> = $state.raw({});
  readonly #rest: Pick<Rest, "customers">;
  /** The newest request of each conversation. */
  #asked: Readonly<Record<string, symbol>> = {};

  readonly #fields: () => readonly CustomFieldView[];

  /** `asked` are the operator's fields of a customer. */
  constructor(rest: Pick<Rest, "customers">, asked: () => readonly CustomFieldView[] = () => []) {
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
    const told = await this.#told(conversation);
    if (this.#asked[conversation] === mine) this.#set(conversation, { ...told, loading: false });
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
    return form.send(form.taken(this.#fields()), async (draft) => {
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
