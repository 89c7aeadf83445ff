// Which conversation sits in which of the six places. Places never shift: muscle memory is worth
// more than a sorted list.

import { SLOTS, type Slots } from "./state.ts";

/** Puts a conversation in the first free place; one that already has a place keeps it. */
export function seat(slots: Slots, id: string): Slots {
  if (slots.includes(id)) return slots;
  const free = slots.indexOf(null);
  if (free === -1) return [...slots, id];
  return slots.map((held, index) => (index === free ? id : held));
}

/** Frees the place of a conversation. Places beyond the sixth exist only while they are needed. */
export function vacate(slots: Slots, id: string): Slots {
  const freed = slots.map((held) => (held === id ? null : held));
  const overflow = freed.slice(SLOTS).filter((held) => held !== null);
  return overflow.reduce<Slots>(seat, freed.slice(0, SLOTS));
}

/** The places after a snapshot: those who stay keep theirs, newcomers follow in the given order. */
export function reseat(slots: Slots, ids: readonly string[]): Slots {
  const kept = slots.reduce<Slots>(
    (seats, held) => (held !== null && !ids.includes(held) ? vacate(seats, held) : seats),
    slots,
  );
  return ids.reduce<Slots>(seat, kept);
}
