// Which conversation a key goes to.

import type { Held, Slots } from "./state.ts";

/** The next (1) or previous (-1) held conversation after the one in view, in the order of the places. */
export function neighbour(slots: Slots, selected: string | null, step: 1 | -1): string | null {
  const ids = slots.filter((id) => id !== null);
  const at = selected === null ? -1 : ids.indexOf(selected);
  if (at === -1) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[(at + step + ids.length) % ids.length] ?? null;
}

/** The conversation whose contact waits longest for an answer. */
export function longestUnanswered(held: readonly Held[]): string | null {
  const waiting = held.filter(({ conversation }) => conversation.unanswered_since_at !== null);
  const first = waiting.toSorted((a, b) => since(a).localeCompare(since(b)))[0];
  return first?.conversation.id ?? null;
}

function since({ conversation }: Held): string {
  return conversation.unanswered_since_at ?? "";
}
