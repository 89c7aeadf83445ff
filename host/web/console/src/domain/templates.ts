// Templates: approved texts with places for values.

import type { FilledTemplate, TemplateView } from "../api/types.ts";

const PLACE = /\{\{(\d{1,2})\}\}/g;

/** A piece of a template: words, or the place of value `number`, from 1. */
export type Piece = { readonly kind: "words"; readonly words: string } | { readonly kind: "value"; readonly number: number };

export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    if (match.index > end) out.push({ kind: "words", words: text.slice(end, match.index) });
    out.push({ kind: "value", number: Number(match[1]) });
    end = match.index + match[0].length;
  }
  if (end < text.length) out.push({ kind: "words", words: text.slice(end) });
  return out;
}

/** How many values a template takes: up to its highest place. */
export function valueCount({ text }: TemplateView): number {
  return Math.max(0, ...pieces(text).map((piece) => (piece.kind === "value" ? piece.number : 0)));
}

/** What the contact reads. A value that is not given yet stays a place. */
export function filledText({ text }: TemplateView, values: readonly string[]): string {
  return pieces(text)
    .map((piece) => (piece.kind === "words" ? piece.words : values[piece.number - 1]?.trim() || `{{${piece.number}}}`))
    .join("");
}

/** Whether every value is given. */
export function isFilled(template: TemplateView, values: readonly string[]): boolean {
  return Array.from({ length: valueCount(template) }, (_, index) => values[index] ?? "").every((value) => value.trim() !== "");
}

/** As the gateway takes it. */
export function fill(template: TemplateView, values: readonly string[]): FilledTemplate {
  const given = Array.from({ length: valueCount(template) }, (_, index) => (values[index] ?? "").trim());
  return { name: template.name, language: template.language, values: given };
}

/** Names a template among those of its channel: the same name may come in several languages. */
export function keyOf({ name, language }: Pick<TemplateView, "name" | "language">): string {
  return `${name} ${language}`;
}
