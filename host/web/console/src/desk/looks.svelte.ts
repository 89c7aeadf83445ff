// Which language each conversation is shown in, kept over a reload of the tab.

import { readTexts, type Memory } from "../app/memory.ts";
import { isLook, nextLook, type Look } from "../domain/translation.ts";

const KEY = "looks";

export class Looks {
  #all: Record<string, string> = $state.raw({});
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#all = readTexts(memory, KEY);
  }

  of(conversation: string): Look {
    const look = this.#all[conversation];
    return isLook(look) ? look : "both";
  }

  set(conversation: string, look: Look): void {
    this.#all = { ...this.#all, [conversation]: look };
    this.#memory.write(KEY, JSON.stringify(this.#all));
  }

  turn(conversation: string): Look {
    const look = nextLook(this.of(conversation));
    this.set(conversation, look);
    return look;
  }

  /** Forgets conversations that are no longer held. */
  keep(conversations: readonly string[]): void {
    const kept = Object.entries(this.#all).filter(([id]) => conversations.includes(id));
    if (kept.length === Object.keys(this.#all).length) return;
    this.#all = Object.fromEntries(kept);
    this.#memory.write(KEY, kept.length === 0 ? null : JSON.stringify(this.#all));
  }
}
