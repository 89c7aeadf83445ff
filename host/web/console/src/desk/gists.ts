// What a conversation was about, in a line or two: the wire's list does not say, the transcript does.

import type { Rest } from "../api/rest.ts";
import type { ConversationView, MessageView } from "../api/types.ts";
import { inShort } from "../domain/transcript.ts";

/** What a conversation was about. */
export interface Gist {
  /** The last agent who wrote; null: nobody did. */
  readonly answeredBy: string | null;
  /** The first words; null: too far back to be known without asking more. */
  readonly first: string | null;
  readonly last: string | null;
}

/** So many gists are kept. */
const KEPT_MAX = 200;

/** Asks for transcripts one after another, and remembers those of conversations that are over. */
export class Gists {
  readonly #rest: Pick<Rest, "messages">;
  readonly #known = new Map<string, Gist>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(rest: Pick<Rest, "messages">) {
    this.#rest = rest;
  }

  /** Null: it could not be had, and the row does without. */
  of({ id, state }: ConversationView): Promise<Gist | null> {
    const known = this.#known.get(id);
    if (known !== undefined) return Promise.resolve(known);
    const asked = this.#turn.then(() => this.#ask(id, state.kind === "closed"));
    this.#turn = asked;
    return asked;
  }

  async #ask(id: string, over: boolean): Promise<Gist | null> {
    try {
      const { items, has_earlier } = await this.#rest.messages(id, null);
      const gist = gistOf(items, has_earlier);
      if (over) this.#keep(id, gist);
      return gist;
    } catch {
      return null;
    }
  }

  #keep(id: string, gist: Gist): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size >= KEPT_MAX && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(id, gist);
  }
}

export function gistOf(messages: readonly MessageView[], hasEarlier: boolean): Gist {
  const texts = messages.filter(({ content }) => content.kind === "text");
  const author = texts.findLast(({ author }) => author.kind === "agent")?.author;
  const [first] = texts;
  const last = texts.at(-1);
  return {
    answeredBy: author?.kind === "agent" ? author.name : null,
    first: hasEarlier || first === undefined ? null : inShort(first.content),
    last: last === undefined || last === first ? null : inShort(last.content),
  };
}
