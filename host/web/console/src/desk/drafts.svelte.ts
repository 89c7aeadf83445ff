// What the agent has written and not sent, per conversation, kept over a reload of the tab. A key is
// a conversation's id, or the id and `#` and what else is written there.

import { readTexts, type Memory } from "../app/memory.ts";

const KEY = "drafts";

export class Drafts {
  #texts: Record<string, string> = $state.raw({});
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#texts = readTexts(memory, KEY);
  }

  of(conversation: string): string {
    return this.#texts[conversation] ?? "";
  }

  set(conversation: string, text: string): void {
    if (text === this.of(conversation)) return;
    const { [conversation]: _, ...others } = this.#texts;
    this.#texts = text === "" ? others : { ...others, [conversation]: text };
    this.#memory.write(KEY, JSON.stringify(this.#texts));
  }

  /** Forgets drafts of conversations that are no longer held. */
  keep(conversations: readonly string[]): void {
    for (const id of Object.keys(this.#texts)) {
      if (!conversations.includes(id.replace(/#.*$/, ""))) this.set(id, "");
    }
  }
}
