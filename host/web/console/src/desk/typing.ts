// Tells the contact that the agent types: at most every few seconds, and once when they stop.

const REPEAT_MS = 3_000;
const IDLE_MS = 5_000;

export class TypingHint {
  readonly #hint: (conversation: string, on: boolean) => void;
  #conversation: string | null = null;
  #saidAt = 0;
  #idle: ReturnType<typeof setTimeout> | null = null;

  constructor(hint: (conversation: string, on: boolean) => void) {
    this.#hint = hint;
  }

  typed(conversation: string, nowMs: number): void {
    if (this.#conversation !== conversation) this.stop();
    if (this.#conversation === null || nowMs - this.#saidAt >= REPEAT_MS) {
      this.#hint(conversation, true);
      this.#saidAt = nowMs;
    }
    this.#conversation = conversation;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  stop(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#conversation !== null) this.#hint(this.#conversation, false);
    this.#conversation = null;
  }
}
