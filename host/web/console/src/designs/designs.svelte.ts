// The designs of web chats, and the one that is worked on: its text is changed by the gateway, which also says what follows from it.

import type { Section, SectionEdit, SectionList, SectionProblem, SectionRevisionText } from "../api/types.ts";
import type { DesignsRest } from "../api/designs.ts";
import { explain, problemIn } from "../api/rest.ts";
import type { WidgetConfig } from "../api/types.ts";
import { renamed } from "../domain/section-name.ts";
import { answered, asked, failed, nothingYet, type Loaded } from "../plugins/loaded.ts";

/** What somebody asks for in a moment, such as while a key is held, is asked for once. */
const SOON_MS = 250;

/** How something ended that was sent. */
export type Outcome = "done" | "refused" | "conflict";

/** A text that is not in force, beside the one that is. */
export interface Beside {
  what: "conflict" | "revision";
  /** Of a revision. */
  number: number | null;
  text: string;
  digest: string;
}

type Later = (act: () => void, ms: number) => () => void;
const browserLater: Later = (act, ms) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

export class Designs {
  list: Loaded<SectionList> = $state.raw(nothingYet());
  of: Loaded<Section> = $state.raw(nothingYet());
  /** The text that is worked on, and what it says. */
  text = $state("");
  value: unknown = $state.raw(null);
  problems: readonly SectionProblem[] = $state.raw([]);
  /** What the widget would be told; what was shown stays while something is wrong. */
  looks: WidgetConfig | null = $state.raw(null);
  /** Why there are no newer looks. */
  looksProblem: string | null = $state(null);
  /** Why the last thing that was asked for was not done. */
  problem: string | null = $state(null);
  busy = $state(false);
  beside: Beside | null = $state.raw(null);
  /** The channel and the language that are shown. */
  channel: string | null = $state(null);
  language = $state("en");

  readonly #rest: DesignsRest;
  readonly #later: Later;
  #name: string | null = null;
  #chain: Promise<void> = Promise.resolve();
  #waiting: SectionEdit[] = [];
  #stop: (() => void) | null = null;
  #turn = 0;

  constructor(rest: DesignsRest, later: Later = browserLater) {
    this.#rest = rest;
    this.#later = later;
  }

  /** Whether the text is another than the one in force. */
  get changed(): boolean {
    return this.of.value !== null && this.text !== this.of.value.text;
  }

  async loadList(): Promise<void> {
    this.list = asked(this.list);
    const { turn } = this.list;
    try {
      this.list = answered(this.list, turn, await this.#rest.list());
    } catch (error) {
      this.list = failed(this.list, turn, explain(error));
    }
  }

  /** Opens one; null: none. What was not published of another goes. */
  async choose(name: string | null): Promise<void> {
    if (name === this.#name && this.of.value !== null) return;
    this.#name = name;
    this.#forget();
    this.of = { ...nothingYet(), turn: this.of.turn + 1 };
    if (name !== null) await this.load();
  }

  /** Reads the chosen one from the gateway. */
  async load(): Promise<void> {
    const name = this.#name;
    if (name === null) return;
    this.of = asked(this.of);
    const { turn } = this.of;
    try {
      const section = await this.#rest.one(name);
      this.of = answered(this.of, turn, section);
      if (this.of.value === section) await this.#begin(section);
    } catch (error) {
      this.of = failed(this.of, turn, explain(error));
    }
  }

  /** A field was changed. Edits of one moment go together. */
  edit(...edits: SectionEdit[]): void {
    for (const one of edits) {
      const last = this.#waiting.at(-1);
      // Only the last of what was typed into one field counts.
      if (one.op === "set" && last?.op === "set" && JSON.stringify(one.path) === JSON.stringify(last.path)) this.#waiting.pop();
      this.#waiting.push(one);
    }
    this.#soon();
  }

  /** The whole text was changed. */
  write(text: string): void {
    this.#waiting = [];
    this.text = text;
    this.#soon();
  }

  /** Asks what the text says now, and how that looks. */
  async settle(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    this.#chain = this.#chain.then(() => this.#draft());
    await this.#chain;
  }

  /** Another channel or language is looked at. */
  async look(channel: string | null, language: string): Promise<void> {
    this.channel = channel;
    this.language = language;
    await this.#preview();
  }

  /** Puts the text in force. */
  async publish(): Promise<Outcome> {
    const name = this.#name;
    const section = this.of.value;
    if (name === null || section === null) return "refused";
    await this.settle();
    if (this.problems.length > 0) return "refused";
    return this.#send(async () => {
      const text = this.text;
      const published = await this.#rest.publish(name, { text, replaces: section.digest });
      await this.#taken(published);
    });
  }

  /** Another one with the same text. */
  copy(to: string): Promise<Outcome> {
    const from = this.#name;
    const text = this.text;
    return this.#send(async () => {
      if (from === null) return;
      await this.#rest.publish(to, { text: renamed("design", text, from, to), replaces: null });
      await this.loadList();
    });
  }

  /** A new one, as every chat looks without one. */
  create(name: string): Promise<Outcome> {
    return this.#send(async () => {
      await this.#rest.publish(name, { text: `[design.${name}]\n`, replaces: null });
      await this.loadList();
    });
  }

  remove(): Promise<Outcome> {
    const section = this.of.value;
    return this.#send(async () => {
      if (section === null) return;
      await this.#rest.remove(section.name, section.digest);
      this.#name = null;
      this.#forget();
      this.of = { ...nothingYet(), turn: this.of.turn + 1 };
      await this.loadList();
    });
  }

  /** Shows what was published once beside the text. */
  async revision(number: number): Promise<void> {
    const name = this.#name;
    await this.#send(async () => {
      if (name === null) return;
      const { text, digest }: SectionRevisionText = await this.#rest.revision(name, number);
      this.beside = { what: "revision", number, text, digest };
    });
  }

  /** The text beside becomes the one that is worked on. */
  async take(): Promise<void> {
    const { beside } = this;
    if (beside === null) return;
    this.beside = null;
    if (beside.what === "conflict") await this.load();
    else {
      this.#waiting = [];
      this.text = beside.text;
      await this.settle();
    }
  }

  /** The text stays, and replaces the one beside when it is published. */
  keep(): void {
    const { beside } = this;
    const section = this.of.value;
    this.beside = null;
    if (beside?.what === "conflict" && section !== null) this.of = { ...this.of, value: { ...section, text: beside.text, digest: beside.digest } };
  }

  /** Back to what is in force. */
  async undo(): Promise<void> {
    const section = this.of.value;
    if (section !== null) await this.#begin(section);
  }

  #soon(): void {
    this.#stop?.();
    this.#stop = this.#later(() => void this.settle(), SOON_MS);
  }

  #forget(): void {
    this.#turn += 1;
    this.#stop?.();
    this.#stop = null;
    this.#waiting = [];
    [this.text, this.value, this.problems, this.looks, this.looksProblem, this.problem, this.beside] = ["", null, [], null, null, null, null];
  }

  async #begin(section: Section): Promise<void> {
    this.#forget();
    this.text = section.text;
    if (this.channel === null || (section.used_by.length > 0 && !section.used_by.includes(this.channel))) this.channel = section.used_by[0] ?? this.channel;
    await this.settle();
  }

  async #taken(section: Section): Promise<void> {
    this.of = { value: section, problem: null, loading: false, turn: this.of.turn + 1 };
    this.text = section.text;
    await this.settle();
  }

  async #draft(): Promise<void> {
    const name = this.#name;
    if (name === null) return;
    const turn = this.#turn;
    const edits = this.#waiting.splice(0);
    try {
      const draft = await this.#rest.draft(name, { text: this.text, edits });
      if (turn !== this.#turn) return;
      [this.text, this.value, this.problems, this.problem] = [draft.text, draft.value, draft.problems, null];
    } catch (error) {
      if (turn !== this.#turn) return;
      // They go with the next ones.
      this.#waiting.unshift(...edits);
      this.problem = explain(error);
      return;
    }
    if (this.problems.length === 0) await this.#preview();
  }

  async #preview(): Promise<void> {
    const { channel, language, text } = this;
    if (channel === null || text === "") return;
    const turn = this.#turn;
    try {
      const looks = await this.#rest.preview({ channel, text, language });
      if (turn !== this.#turn) return;
      [this.looks, this.looksProblem] = [looks, null];
    } catch (error) {
      if (turn !== this.#turn) return;
      const { errors, detail } = problemIn(error);
      this.looksProblem = errors?.[0]?.problem ?? detail;
    }
  }

  async #send(act: () => Promise<void>): Promise<Outcome> {
    if (this.busy) return "refused";
    this.busy = true;
    try {
      await act();
      this.problem = null;
      return "done";
    } catch (error) {
      const { status, detail, errors } = problemIn(error);
      if (status === 409) return await this.#conflict();
      this.problem = errors?.[0]?.problem ?? detail;
      return "refused";
    } finally {
      this.busy = false;
    }
  }

  /** Somebody else was first: theirs is shown beside. */
  async #conflict(): Promise<Outcome> {
    const name = this.#name;
    if (name === null) return "refused";
    try {
      const { text, digest } = await this.#rest.one(name);
      this.beside = { what: "conflict", number: null, text, digest };
      return "conflict";
    } catch (error) {
      this.problem = explain(error);
      return "refused";
    }
  }
}
