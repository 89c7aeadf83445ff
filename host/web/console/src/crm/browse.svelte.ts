// The list of customers: what is looked for, and who is found. Kept while other pages are looked at.

import { SvelteMap } from "svelte/reactivity";

import type { Rest } from "../api/rest.ts";
import type { CustomerView } from "../api/types.ts";
import type { Desk } from "../desk/desk.svelte.ts";
import { RecordForm } from "../customers/record-form.svelte.ts";
import { Paged } from "./paged.svelte.ts";

/** How long the agent has to pause. */
export const PAUSE_MS = 200;

export class Browse {
  text: string = $state("");
  readonly list: Paged<CustomerView>;
  /** What is typed into a new record. */
  newForm: RecordForm | null = $state.raw(null);
  /** What is typed into records that are there. */
  readonly forms = new SvelteMap<string, RecordForm>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Set while the agent types: the list is not theirs yet. */
  typing = $state(false);

  constructor(rest: Pick<Rest, "customers">) {
    this.list = new Paged((after) => rest.customers.find(this.text.trim(), after));
  }

  /** The agent types. */
  type(text: string): void {
    this.text = text;
    this.typing = true;
    // What was looked for before and comes later is not shown.
    this.list.stop();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), PAUSE_MS);
  }

  /** Looks at once. */
  async look(text = this.text): Promise<void> {
    clearTimeout(this.#timer);
    this.text = text;
    this.typing = false;
    await this.list.again();
  }

  /** The form of a new record. Who was looked for in vain is probably who is to be written. */
  begin(): RecordForm {
    const text = this.text.trim();
    const name = this.list.items?.length === 0 && /^[\p{L}\s.'-]+$/u.test(text) ? text : "";
    this.newForm ??= new RecordForm(null, { name, account_number: null, addresses: [], notes: "" });
    return this.newForm;
  }

  /** A record is new, or has changed. */
  put(record: CustomerView): void {
    const { items } = this.list;
    if (items === null) return;
    const isNew = !items.some(({ id }) => id === record.id);
    this.list.items = isNew ? [record, ...items] : items.map((one) => (one.id === record.id ? record : one));
  }

  /** A record is no more, or was taken in by another. */
  drop(id: string): void {
    this.list.items = this.list.items?.filter((one) => one.id !== id) ?? null;
  }
}

const kept = new WeakMap<Desk, Browse>();

/** The agent's own, for as long as they are signed in. */
export function browseOf(desk: Desk, rest: Pick<Rest, "customers">): Browse {
  const known = kept.get(desk) ?? new Browse(rest);
  kept.set(desk, known);
  return known;
}
