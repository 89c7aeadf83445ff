// The fields that the operator has added: what is shown of them, and what may stand in them. Pure.

import type { CustomFieldView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { dayOf, humanise } from "./format.ts";

export const TAGS_MAX = 20;
export const TAG_CHARS_MAX = 32;

type Values = Readonly<Record<string, string>>;

/** What is asked for: a retired field only keeps what it holds. */
export function askedFor(all: readonly CustomFieldView[], of: CustomFieldView["of"]): CustomFieldView[] {
  return all.filter((field) => field.of === of && !field.retired);
}

export interface ShownField {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  /** Where it leads; null: nowhere, or nowhere safe. */
  readonly href: string | null;
}

/** What holds something, in the operator's order; then what is not known any more. */
export function shownFields(all: readonly CustomFieldView[], of: CustomFieldView["of"], values: Values): ShownField[] {
  const known = all.filter((field) => field.of === of);
  const names = [...known.map(({ name }) => name), ...Object.keys(values).filter((name) => !known.some((field) => field.name === name))];
  return names.flatMap((name) => {
    const value = values[name] ?? "";
    const field = known.find((one) => one.name === name);
    if (value === "") return [];
    const text = field?.kind === "date" ? dayOf(value) : value;
    return [{ name, label: field?.label ?? humanise(name), text, href: field?.kind === "url" ? safeUrl(value) : null }];
  });
}

/** A link only where it is one of the web: whatever stands in a record must not run in the console. */
export function safeUrl(value: string): string | null {
  try {
    const url = new URL(value);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Why a value will not do; null: it will. */
export function fieldProblem({ label, kind, required }: CustomFieldView, value: string): string | null {
  const words = t.customers.fields;
  if (value.trim() === "") return required ? words.missing(label) : null;
  if (kind === "number") return /^[+-]?\d+([.,]\d+)?$/.test(value.trim()) ? null : words.noNumber;
  if (kind === "url") return safeUrl(value.trim()) === null ? words.noUrl : null;
  return null;
}

/** What is sent: nothing of what is empty, and a number with a point. */
export function sentFields(all: readonly CustomFieldView[], values: Values): Record<string, string> {
  const numbers = new Set(all.filter(({ kind }) => kind === "number").map(({ name }) => name));
  const filled = Object.entries(values).filter(([, value]) => value.trim() !== "");
  return Object.fromEntries(filled.map(([name, value]) => [name, numbers.has(name) ? value.trim().replace(",", ".") : value.trim()]));
}

/** The tags with one more, as the gateway keeps them; null: it cannot be one. */
export function withTag(tags: readonly string[], text: string): readonly string[] | null {
  const tag = text.trim().toLocaleLowerCase().replaceAll(/\s+/g, " ");
  if (tag === "" || tag.length > TAG_CHARS_MAX || tags.length >= TAGS_MAX) return null;
  return tags.includes(tag) ? tags : [...tags, tag];
}
