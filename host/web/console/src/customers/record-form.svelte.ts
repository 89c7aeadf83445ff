// What an agent types into a record. It lives in the store, so that neither a failure nor what is told of
// the conversation meanwhile takes it away.

import type { CustomerDraft, CustomerView, CustomFieldView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { customFieldId, Form } from "./form.svelte.ts";

export interface AddressRow {
  readonly key: number;
  readonly kind: string;
  readonly value: string;
}

/** A field of a record that words can be put into; `field` is the name of one of the operator's. */
export type Into = "name" | "email" | "phone" | "account_number" | "notes" | { readonly field: string };

export class RecordForm extends Form {
  /** The record that is changed; null: a new one. */
  of: CustomerView | null = $state.raw(null);
  name = $state("");
  account = $state("");
  notes = $state("");
  rows: readonly AddressRow[] = $state.raw([]);
  #key = 0;
  /** The keys of the rows that were sent, in their order. */
  #sent: readonly number[] = [];

  constructor(of: CustomerView | null, draft: CustomerDraft) {
    super();
    this.fill(of, draft);
  }

  /** Begins anew from a record. */
  fill(of: CustomerView | null, { name, account_number, addresses, notes, fields = {}, tags = [] }: CustomerDraft): void {
    this.of = of;
    this.name = name;
    this.account = account_number ?? "";
    this.notes = notes;
    this.rows = addresses.map(({ kind, value }) => ({ key: this.#next(), kind, value }));
    this.begin(fields, tags);
  }

  /** Adds a row; answers its key. */
  add(kind: string, value = ""): number {
    const key = this.#next();
    this.rows = [...this.rows, { key, kind, value }];
    return key;
  }

  remove(key: number): void {
    this.rows = this.rows.filter((row) => row.key !== key);
    this.mend(addressField(key));
  }

  write(key: number, value: string): void {
    this.rows = this.rows.map((row) => (row.key === key ? { ...row, value } : row));
    this.mend(addressField(key));
  }

  /** Puts a contact's own words into a field, which has the focus then. An email or a phone number is one more of them. */
  put(into: Into, text: string): void {
    const words = text.trim();
    if (into === "name") this.name = words;
    else if (into === "account_number") this.account = words;
    else if (into === "notes") this.notes = this.notes.trim() === "" ? words : `${this.notes.trimEnd()}\n${words}`;
    else if (into === "email" || into === "phone") return this.#putAddress(into, words);
    else this.writeField(into.field, words);
    const field = typeof into === "string" ? into : customFieldId(into.field);
    this.mend(field);
    this.wanted = field;
  }

  #putAddress(kind: "email" | "phone", value: string): void {
    const free = this.rows.find((row) => row.kind === kind && (row.value.trim() === "" || row.value === value));
    const key = free?.key ?? this.add(kind);
    this.write(key, value);
    this.wanted = addressField(key);
  }

  /** What to send; null: something is missing. Rows without anything in them are left out. */
  taken(asked: readonly CustomFieldView[] = []): CustomerDraft | null {
    if (!this.check(asked, this.name.trim() === "" ? { name: t.customers.form.noName } : {})) return null;
    const rows = this.rows.filter(({ value }) => value.trim() !== "");
    this.#sent = rows.map(({ key }) => key);
    return {
      name: this.name.trim(),
      account_number: this.account.trim() === "" ? null : this.account.trim(),
      addresses: rows.map(({ kind, value }) => ({ kind, value: value.trim() })),
      notes: this.notes.trim(),
      fields: this.sentFields(asked),
      tags: [...this.tags],
    };
  }

  protected own(place: string): string | null {
    if (place === "name" || place === "account_number" || place === "notes") return place;
    const index = /^addresses\.(\d+)$/.exec(place)?.[1];
    const key = index === undefined ? undefined : this.#sent[Number(index)];
    return key === undefined || !this.rows.some((row) => row.key === key) ? null : addressField(key);
  }

  #next(): number {
    this.#key += 1;
    return this.#key;
  }
}

/** The name of an address's field. */
export function addressField(key: number): string {
  return `address-${key}`;
}
