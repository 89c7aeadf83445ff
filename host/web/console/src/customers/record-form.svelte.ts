// What an agent types into a record. It lives in the store, so that neither a failure nor what is told of
// the conversation meanwhile takes it away.

import type { CustomerDraft, CustomerView, Problem } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

export interface AddressRow {
  readonly key: number;
  readonly kind: string;
  readonly value: string;
}

export class RecordForm {
  /** The record that is changed; null: a new one. */
  of: CustomerView | null = $state.raw(null);
  name = $state("");
  account = $state("");
  notes = $state("");
  rows: readonly AddressRow[] = $state.raw([]);
  busy = $state(false);
  /** Somebody else has changed the record meanwhile. */
  conflict = $state(false);
  /** What belongs to no field. */
  refused: string | null = $state(null);
  /** What is wrong with the fields; an address under its row's key. */
  problems: Readonly<Record<string, string>> = $state.raw({});
  #key = 0;
  /** The keys of the rows that were sent, in their order. */
  #sent: readonly number[] = [];

  constructor(of: CustomerView | null, draft: CustomerDraft) {
    this.fill(of, draft);
  }

  /** Begins anew from a record. */
  fill(of: CustomerView | null, { name, account_number, addresses, notes }: CustomerDraft): void {
    this.of = of;
    this.name = name;
    this.account = account_number ?? "";
    this.notes = notes;
    this.rows = addresses.map(({ kind, value }) => ({ key: this.#next(), kind, value }));
    this.conflict = false;
    this.refused = null;
    this.problems = {};
  }

  /** Adds a row; answers its key. */
  add(kind: string): number {
    const key = this.#next();
    this.rows = [...this.rows, { key, kind, value: "" }];
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

  /** The field has changed: what was wrong with it is not known to be any more. */
  mend(field: string): void {
    const { [field]: _, ...others } = this.problems;
    this.problems = others;
  }

  /** What to send; null: something is missing. Rows without anything in them are left out. */
  taken(): CustomerDraft | null {
    this.refused = null;
    this.problems = this.name.trim() === "" ? { name: t.customers.form.noName } : {};
    if (this.name.trim() === "") return null;
    const rows = this.rows.filter(({ value }) => value.trim() !== "");
    this.#sent = rows.map(({ key }) => key);
    return {
      name: this.name.trim(),
      account_number: this.account.trim() === "" ? null : this.account.trim(),
      addresses: rows.map(({ kind, value }) => ({ kind, value: value.trim() })),
      notes: this.notes.trim(),
    };
  }

  /** Shows what the gateway said no to, where it belongs. */
  refuse({ code, detail, errors = [] }: Problem): void {
    const placed = errors.map(({ place, problem }) => [this.#placed(place), problem] as const);
    this.conflict = code === "conflict";
    this.problems = Object.fromEntries(placed.filter((one): one is readonly [string, string] => one[0] !== null));
    const elsewhere = placed.filter(([field]) => field === null).map(([, message]) => message);
    if (this.conflict) this.refused = null;
    else if (elsewhere.length > 0) this.refused = elsewhere.join(" ");
    else this.refused = placed.length === 0 ? detail : null;
  }

  /** The field on the screen; null: there is none, or it was removed meanwhile. */
  #placed(field: string): string | null {
    if (field === "name" || field === "account_number" || field === "notes") return field;
    const index = /^addresses\.(\d+)$/.exec(field)?.[1];
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
