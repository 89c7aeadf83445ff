// Two records that are one person: what of each stays. Pure.

import type { CustomerDraft, CustomerView, CustomFieldView } from "../api/types.ts";
import { TAGS_MAX } from "../domain/fields.ts";
import { humanise } from "../domain/format.ts";
import { catalogue as t } from "../i18n.ts";

export type Side = "mine" | "other";

export interface MergeRow {
  /** `name`, `account_number`, `notes`, or `fields.` and the name of a custom field. */
  readonly key: string;
  readonly label: string;
  readonly mine: string;
  readonly other: string;
  /** Whether there is something to choose. */
  readonly differs: boolean;
}

const OWN = ["name", "account_number", "notes"] as const;

/** What can be compared, line by line. What neither has is left out. */
export function mergeRows(mine: CustomerView, other: CustomerView, fields: readonly CustomFieldView[]): MergeRow[] {
  const names = [...new Set([...fields.filter(({ of }) => of === "customer").map(({ name }) => name), ...Object.keys(mine.fields), ...Object.keys(other.fields)])];
  const row = (key: string, label: string, a: string, b: string): MergeRow => ({ key, label, mine: a, other: b, differs: a !== b });
  return [
    ...OWN.map((key) => row(key, t.customers[key], mine[key] ?? "", other[key] ?? "")),
    ...names.map((name) => row(`fields.${name}`, fields.find((field) => field.name === name)?.label ?? humanise(name), mine.fields[name] ?? "", other.fields[name] ?? "")),
  ].filter((one) => one.mine !== "" || one.other !== "");
}

/** What is chosen at first: the record that stays, but for what it does not have. */
export function firstChoice({ mine }: MergeRow): Side {
  return mine === "" ? "other" : "mine";
}

/** The record as it is to be. `merged` is what the gateway made of the two: its addresses stay. */
export function wanted(merged: CustomerView, other: CustomerView, rows: readonly MergeRow[], chosen: Readonly<Record<string, Side>>): CustomerDraft {
  const text = (key: string, now: string): string => {
    const row = rows.find((one) => one.key === key);
    return row === undefined ? now : row[chosen[key] ?? firstChoice(row)];
  };
  const account = text("account_number", merged.account_number ?? "");
  const fields = Object.fromEntries(rows.filter(({ key }) => key.startsWith("fields.")).map(({ key }) => [key.slice("fields.".length), text(key, "")] as const));
  return {
    name: text("name", merged.name),
    account_number: account === "" ? null : account,
    addresses: merged.addresses,
    notes: text("notes", merged.notes),
    fields: Object.fromEntries(Object.entries({ ...merged.fields, ...fields }).filter(([, value]) => value !== "")),
    tags: [...new Set([...merged.tags, ...other.tags])].slice(0, TAGS_MAX),
  };
}

/** Whether the record has to be changed to be like that. */
export function differs(merged: CustomerView, draft: CustomerDraft): boolean {
  const of = ({ name, account_number, notes, fields = {}, tags = [] }: CustomerDraft): string => JSON.stringify([name, account_number, notes, tags, Object.entries(fields).toSorted(([a], [b]) => a.localeCompare(b))]);
  return of(merged) !== of(draft);
}
