// What a contact would get of what the agent is writing: one preview a conversation, kept for as long
// as the tab lives. A preview belongs to the text that it was made of.

import { explain, type Rest } from "../api/rest.ts";
import type { GivenTranslation, TranslationFailureView } from "../api/types.ts";

export interface Preview {
  /** The agent's text that it was made of. */
  readonly of: string;
  readonly status: "loading" | "done" | "failed";
  /** What the contact would get; the agent may change it. */
  readonly text: string;
  /** Null: the agent's own words. */
  readonly engine: string | null;
  readonly edited: boolean;
  readonly why: TranslationFailureView | null;
  /** Why the gateway could not be asked. */
  readonly problem: string | null;
}

export class Previews {
  #all: Readonly<Record<string, Preview>> = $state.raw({});
  readonly #rest: Pick<Rest, "translate">;

  constructor(rest: Pick<Rest, "translate">) {
    this.#rest = rest;
  }

  of(conversation: string): Preview | null {
    return this.#all[conversation] ?? null;
  }

  /** Asks for a translation of the text. What was asked for before and comes later is not shown. */
  async ask(conversation: string, of: string): Promise<void> {
    const asked: Preview = { of, status: "loading", text: "", engine: null, edited: false, why: null, problem: null };
    this.#set(conversation, asked);
    const answer = await this.#answer(conversation, asked);
    if (this.of(conversation) === asked) this.#set(conversation, answer);
  }

  /** The agent changes what the contact would get. */
  edit(conversation: string, text: string): void {
    const preview = this.of(conversation);
    if (preview !== null) this.#set(conversation, { ...preview, text, edited: true });
  }

  close(conversation: string): void {
    const { [conversation]: _, ...others } = this.#all;
    this.#all = others;
  }

  /** What is to be sent with this text; null: it was not previewed, or has changed since. */
  given(conversation: string, text: string): GivenTranslation | null {
    const preview = this.of(conversation);
    if (preview === null || preview.of !== text || preview.text.trim() === "") return null;
    if (preview.status !== "done" && !preview.edited) return null;
    return { text: preview.text.trim(), engine: preview.engine, edited: preview.edited };
  }

  async #answer(conversation: string, asked: Preview): Promise<Preview> {
    try {
      const { text, engine, failure } = await this.#rest.translate(conversation, asked.of);
      if (text === null) return { ...asked, status: "failed", why: failure ?? "failed" };
      return { ...asked, status: "done", text, engine };
    } catch (error) {
      return { ...asked, status: "failed", problem: explain(error) };
    }
  }

  #set(conversation: string, preview: Preview): void {
    this.#all = { ...this.#all, [conversation]: preview };
  }
}
