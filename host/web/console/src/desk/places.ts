// The places of the conversations, over a reload of the tab.

import { readTexts, type Memory } from "../app/memory.ts";
import { SLOTS, type Slots } from "../domain/state.ts";

const KEY = "slots";

export function rememberedSlots(memory: Memory): (string | null)[] {
  const texts = readTexts(memory, KEY);
  return Array.from({ length: SLOTS }, (_, index) => texts[String(index)] || null);
}

export function rememberSlots(memory: Memory, slots: Slots): void {
  const texts = Object.fromEntries(slots.map((id, index) => [String(index), id ?? ""]));
  memory.write(KEY, JSON.stringify(texts));
}
