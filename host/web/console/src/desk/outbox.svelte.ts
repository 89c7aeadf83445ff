// Sends messages and keeps what is not confirmed, over lost connections and reloads.

import type { Memory } from "../app/memory.ts";
import type { Outcome } from "../api/gateway.ts";
import type { Command, MessageView } from "../api/types.ts";
import * as list from "../domain/outbox.ts";

const KEY = "outbox";

export class OutboxStore {
  items: list.Outbox = $state.raw([]);
  readonly #memory: Memory;
  readonly #send: (command: Command, id: string) => Promise<Outcome>;
  readonly #shows: (conversation: string, seq: number) => boolean;

  /** `shows` says whether a transcript shows a message already, or is not on the desk at all. */
  constructor(
    memory: Memory,
    send: (command: Command, id: string) => Promise<Outcome>,
    shows: (conversation: string, seq: number) => boolean,
  ) {
    this.#memory = memory;
    this.#send = send;
    this.#shows = shows;
    this.items = list.parseOutbox(memory.read(KEY));
  }

  /** Sends again what was under way when the page was reloaded: same ids, so nothing doubles. */
  resume(): void {
    for (const item of this.items) {
      if (item.status === "pending") void this.#deliver(item);
    }
  }

  /** `text` is what the agent wrote, or what the contact will read of a template. */
  add(id: string, conversation: string, text: string, at: string, wish: list.Wish = {}): void {
    const item = list.pending(id, conversation, text, at, wish);
    this.#set([...this.items, item]);
    void this.#deliver(item);
  }

  retry(id: string): void {
    const item = this.items.find((one) => one.id === id);
    if (item === undefined || item.status === "pending") return;
    this.#set(list.markPending(this.items, id));
    void this.#deliver(item);
  }

  discard(id: string): void {
    this.#set(list.drop(this.items, id));
  }

  /** The transcript holds it: it is sent, whatever became of the answer. */
  arrived(message: MessageView): void {
    if (message.client_id !== undefined && this.items.some(({ id }) => id === message.client_id)) {
      this.discard(message.client_id);
    }
  }

  /** Forgets messages of conversations that are no longer held. */
  keep(conversations: readonly string[]): void {
    const kept = this.items.filter(({ conversation }) => conversations.includes(conversation));
    if (kept.length < this.items.length) this.#set(kept);
  }

  of(conversation: string, messages: readonly MessageView[]): list.Outgoing[] {
    return list.unsent(this.items, conversation, messages);
  }

  failedIn(conversation: string): boolean {
    return this.items.some((item) => item.conversation === conversation && item.status === "failed");
  }

  async #deliver(item: list.Outgoing): Promise<void> {
    const { id, conversation } = item;
    const command = commandOf(item);
    const outcome = await this.#send(command, id);
    if (outcome.kind === "done") {
      // Its place in the transcript comes by event; until then it shows from here.
      if (outcome.seq !== null && this.#shows(conversation, outcome.seq)) this.discard(id);
      return;
    }
    // The tab is closing: what is pending stays pending for the next page.
    if (outcome.problem.code === "disconnected") return;
    this.#set(list.markFailed(this.items, id, outcome.problem.detail));
  }

  #set(items: list.Outbox): void {
    this.items = items;
    this.#memory.write(KEY, items.length === 0 ? null : JSON.stringify(items));
  }
}

function commandOf({ conversation, text, template, translation, files }: list.Outgoing): Command {
  if (template !== null) return { kind: "send_template", conversation, ...template };
  if (files.length > 0) return { kind: "send_files", conversation, text, files: files.map(({ id }) => id) };
  if (translation !== null) return { kind: "send_message", conversation, text, translation };
  return { kind: "send_message", conversation, text };
}
