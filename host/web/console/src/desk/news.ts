// What is announced to a screen reader while the agent looks elsewhere. Six chats would flood a live
// region: each speaks at most every ten seconds.

import type { Announcer } from "../app/announcer.svelte.ts";
import { contactName } from "../domain/format.ts";
import type { DeskState } from "../domain/state.ts";
import { urgency } from "../domain/urgency.ts";
import { catalogue as t } from "../i18n.ts";

const QUIET_MS = 10_000;

export class News {
  readonly #announcer: Announcer;
  readonly #counts = new Map<string, { waiting: number; saidAtMs: number }>();
  readonly #breached = new Set<string>();

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** A contact wrote in a conversation that is not in view. */
  wrote(conversation: string): void {
    const news = this.#counts.get(conversation) ?? { waiting: 0, saidAtMs: Number.NEGATIVE_INFINITY };
    this.#counts.set(conversation, { ...news, waiting: news.waiting + 1 });
  }

  /** The agent has looked. */
  seen(conversation: string): void {
    this.#counts.delete(conversation);
  }

  /** Once a second: says what is due. */
  tick(state: DeskState, nowMs: number): void {
    for (const [id, { waiting, saidAtMs }] of this.#counts) {
      const held = state.held[id];
      if (held === undefined) this.#counts.delete(id);
      else if (waiting > 0 && nowMs - saidAtMs >= QUIET_MS) {
        this.#announcer.say(t.desk.announceNew(waiting, contactName(held.conversation.contact)));
        this.#counts.set(id, { waiting: 0, saidAtMs: nowMs });
      }
    }
    this.#breaches(state, nowMs);
  }

  #breaches(state: DeskState, nowMs: number): void {
    for (const [id, { conversation }] of Object.entries(state.held)) {
      const from = conversation.unanswered_since_at;
      if (from === null || urgency(nowMs - Date.parse(from)) !== "breach") this.#breached.delete(id);
      else if (!this.#breached.has(id)) {
        this.#breached.add(id);
        this.#announcer.say(t.urgency.announceBreach(contactName(conversation.contact)));
      }
    }
  }
}
