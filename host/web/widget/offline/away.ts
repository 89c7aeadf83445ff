import type { Availability, OfflineReason } from "../../protocol/api.ts";
import type { ChatState } from "../../protocol/chat-state.ts";
import type { Away, OfflineWatch } from "../contract.ts";

/** Longer than this nobody waits for an answer: a chat can be tried. */
const PATIENCE_MS = 4_000;
/** What a refused start says of it. */
const REFUSALS: Record<string, OfflineReason> = { queue_closed: "closed", nobody_on_duty: "unstaffed", queue_full: "full" };

/** Knows whether a channel that has such a form shows it. */
export class AwayWatch implements OfflineWatch {
  readonly #address: string;
  readonly #changed: () => void;
  /** Whether it was asked since the form was opened. */
  #asked = false;
  /** The visitor wants out of the line. */
  #leaving = false;
  #refused: unknown = null;
  away: Away = "asking";
  /** When somebody can be reached again, in milliseconds since 1970. */
  opensAt: number | null = null;

  constructor(address: string, changed: () => void) {
    this.#address = address;
    this.#changed = changed;
  }

  /** The visitor leaves the line: the form follows once they are out of it. */
  leave(): void {
    this.#leaving = true;
  }

  /** A chat may be tried again. */
  again(): void {
    this.#asked = false;
    this.#set("asking", null);
  }

  /** Takes in how the chat stands. */
  look(state: ChatState, isOpen: boolean): void {
    const { phase, starting, conversation } = state;
    if (this.#leaving && phase.kind !== "queued") {
      this.#leaving = false;
      if (phase.kind !== "assigned") this.#set("left", null);
    }
    const isForm = phase.kind === "none" || (phase.kind === "unknown" && conversation === null);
    if (this.away === "left") {
      if (!isOpen || phase.kind === "queued" || phase.kind === "assigned") this.again();
      return;
    }
    if (!isOpen || !isForm) {
      if (this.#asked) this.again();
      return;
    }
    const reason = starting.kind === "refused" && starting !== this.#refused ? REFUSALS[starting.code] : undefined;
    if (reason !== undefined) {
      this.#refused = starting;
      this.#asked = true;
      this.#set(reason, null);
    } else if (!this.#asked) {
      this.#asked = true;
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    let known: Availability = { offline: null, opens_at: null };
    try {
      const answer = await fetch(this.#address, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.ok) known = (await answer.json()) as Availability;
    } catch {
      // Nobody knows: a chat can be tried.
    }
    if (this.away === "asking") this.#set(known.offline ?? "no", known.opens_at === null ? null : Date.parse(known.opens_at));
  }

  #set(away: Away, opensAt: number | null): void {
    this.opensAt = opensAt;
    if (away === this.away) return;
    this.away = away;
    this.#changed();
  }
}
