// Writing first: the command, and finding the conversation that comes of it.

import type { Outcome } from "../api/gateway.ts";
import type { Command, Problem } from "../api/types.ts";
import { beganBy, type FirstMessage } from "../domain/start.ts";
import type { Held } from "../domain/state.ts";
import { newMessageId } from "./ids.ts";

export class Beginning {
  /** The conversation that was begun, to be opened. */
  begun: string | null = $state(null);
  readonly #send: (command: Command, id: string) => Promise<Outcome>;
  readonly #held: () => readonly Held[];
  #awaited: { readonly id: string; readonly first: FirstMessage } | null = null;

  constructor(send: (command: Command, id: string) => Promise<Outcome>, held: () => readonly Held[]) {
    this.#send = send;
    this.#held = held;
  }

  /** Null: done, and the conversation is or will be on the desk; else why not. */
  async begin(first: FirstMessage): Promise<Problem | null> {
    const id = newMessageId();
    const outcome = await this.#send({ kind: "start_conversation", ...first }, id);
    if (outcome.kind === "refused") return outcome.problem;
    this.#awaited = { id, first };
    this.look();
    return null;
  }

  /** What is on the desk has changed. The answer and the conversation come in either order. */
  look(): void {
    const awaited = this.#awaited;
    if (awaited === null) return;
    const found = this.#held().find((held) => beganBy(held, awaited.id, awaited.first));
    if (found === undefined) return;
    this.#awaited = null;
    this.begun = found.conversation.id;
  }
}
