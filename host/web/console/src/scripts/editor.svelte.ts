// One script while it is written: what is published, what is drafted, and what the gateway says of it.

import type { Announcer } from "../app/announcer.svelte.ts";
import type { Memory } from "../app/memory.ts";
import { explain, ProblemError, type Rest } from "../api/rest.ts";
import type { PlacedProblem, Section, SectionDraft, SectionEdit, SectionProblem } from "../api/types.ts";
import { scripts as words } from "./catalogue.ts";
import { answeredTo, asking, drafted, edited, question, settled, unanswered, valueOf, written, type Drafting } from "./drafting.ts";
import { keep, kept } from "./kept.ts";
import { objectsOf, type ScriptObject } from "./script.ts";
import { begun, changed, paused, redone, undone, type Past } from "./undo.ts";

/** Whether there is something to edit. */
export type Stage = { readonly kind: "loading" } | { readonly kind: "failed"; readonly text: string } | { readonly kind: "missing" } | { readonly kind: "open" };

/** What became of publishing. */
export type Publishing =
  | { readonly kind: "idle" }
  | { readonly kind: "busy" }
  | { readonly kind: "failed"; readonly text: string; readonly errors: readonly PlacedProblem[] }
  /** Somebody else published since: what. */
  | { readonly kind: "conflict"; readonly theirs: Section }
  | { readonly kind: "done" };

type Sections = Pick<Rest["sections"], "one" | "draft" | "publish">;

/** How long somebody has not written before the gateway is asked. */
const PAUSE_MS = 350;

export class ScriptEditor {
  readonly name: string;
  stage: Stage = $state.raw({ kind: "loading" });
  /** What is in force; null: it was never published. */
  section: Section | null = $state.raw(null);
  drafting: Drafting = $state.raw(drafted(""));
  /** Why the gateway has not looked at the draft. */
  unchecked: string | null = $state(null);
  publishing: Publishing = $state.raw({ kind: "idle" });
  past: Past<SectionDraft> | null = $state.raw(null);
  /** Whether the draft was found in this tab when the page was opened. */
  restored = $state(false);
  readonly #sections: Sections;
  readonly #memory: Memory;
  readonly #announcer: Pick<Announcer, "say">;
  #replaces: string | null = $state(null);
  #about: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, sections: Sections, memory: Memory, announcer: Pick<Announcer, "say">) {
    this.name = name;
    this.#sections = sections;
    this.#memory = memory;
    this.#announcer = announcer;
  }

  // A field that is read again and again while an answer is worked through.
  readonly value: unknown = $derived(valueOf(this.drafting));
  readonly objects: readonly ScriptObject[] = $derived(objectsOf(this.value));
  readonly problems: readonly SectionProblem[] = $derived(this.drafting.known?.problems ?? []);
  /** Whether the text is TOML, as far as is known. */
  readonly readable: boolean = $derived(this.drafting.known === null || this.drafting.known.value !== null);
  readonly settled: boolean = $derived(settled(this.drafting));
  /** Whether there is something to publish. */
  readonly dirty: boolean = $derived(this.section === null || this.drafting.text !== this.section.text || this.drafting.sent.length + this.drafting.waiting.length > 0);
  readonly readOnly: string | null = $derived(this.section?.read_only ?? null);
  readonly canUndo: boolean = $derived(this.past !== null && (!settled(this.drafting) || this.past.before.length > 0));
  readonly canRedo: boolean = $derived(settled(this.drafting) && (this.past?.after.length ?? 0) > 0);
  /** Whether somebody published after the draft was begun. */
  readonly behind: boolean = $derived(this.section !== null && this.#replaces !== this.section.digest);

  async load(): Promise<void> {
    this.stage = { kind: "loading" };
    const draft = kept(this.#memory, this.name);
    try {
      this.section = await this.#sections.one("script", this.name);
    } catch (error) {
      const isNew = error instanceof ProblemError && error.problem.status === 404;
      if (!isNew) {
        this.stage = { kind: "failed", text: explain(error) };
        return;
      }
      this.section = null;
      if (draft === null) {
        this.stage = { kind: "missing" };
        return;
      }
    }
    const published = this.section;
    this.restored = draft !== null && published !== null && draft.text !== published.text;
    this.#replaces = this.restored && draft !== null ? draft.replaces : (published?.digest ?? null);
    this.drafting = drafted(draft?.text ?? published?.text ?? "");
    this.stage = { kind: "open" };
    await this.check();
  }

  /** Nothing more is asked: the page was left. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Makes edits. `about`: they are being typed, into this place; null: they stand at once. */
  edit(edits: readonly SectionEdit[], about: string | null = null): void {
    if (edits.length === 0) return;
    if (this.drafting.waiting.length > 0 && about !== this.#about) this.#about = null;
    else this.#about = about;
    this.drafting = edited(this.drafting, edits);
    this.#later(about === null ? 0 : PAUSE_MS);
  }

  /** Somebody wrote the text itself. */
  write(text: string): void {
    this.#about = "text";
    this.drafting = written(this.drafting, text);
    this.#later(PAUSE_MS);
  }

  /** What is typed next is a step of its own. */
  pause(): void {
    if (this.past !== null) this.past = paused(this.past);
  }

  undo(): void {
    if (this.past === null) return;
    // What the gateway has not answered yet is the last step.
    const past = this.settled ? undone(this.past) : this.past;
    this.#stepTo(past, words.announceUndone);
  }

  redo(): void {
    if (this.past !== null && this.canRedo) this.#stepTo(redone(this.past), words.announceRedone);
  }

  #stepTo(past: Past<SectionDraft>, said: string): void {
    clearTimeout(this.#timer);
    this.past = past;
    this.drafting = { ...written(this.drafting, past.now.text), known: past.now, stale: false };
    this.#keep();
    this.#announcer.say(said);
  }

  /** Takes another text in place of the draft: an earlier revision, or what somebody else published. */
  replace(text: string): void {
    this.#about = null;
    this.drafting = written(this.drafting, text);
    this.#later(0);
  }

  /** Leaves the draft: what is published is edited again. */
  discard(): void {
    if (this.section === null) return;
    this.#replaces = this.section.digest;
    this.restored = false;
    this.replace(this.section.text);
  }

  #later(ms: number): void {
    this.#keep();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), ms);
  }

  #keep(): void {
    const { text, sent, waiting } = this.drafting;
    const same = this.section !== null && text === this.section.text && sent.length + waiting.length === 0;
    keep(this.#memory, this.name, same ? null : { text, replaces: this.#replaces });
  }

  /** Asks the gateway about the draft, until it has been asked about everything. */
  async check(): Promise<void> {
    clearTimeout(this.#timer);
    for (let next = question(this.drafting); next !== null; next = question(this.drafting)) {
      this.drafting = asking(this.drafting, next);
      const about = this.#about;
      try {
        const draft = await this.#sections.draft("script", this.name, next.text, next.edits);
        const isOurs = next.turn === this.drafting.turn;
        this.drafting = answeredTo(this.drafting, next, draft);
        this.unchecked = null;
        if (isOurs) this.#remember(draft, about);
      } catch (error) {
        this.#failed(next, error);
        return;
      }
      // What is being typed goes on being typed.
      if (this.drafting.waiting.length > 0 && this.#about !== null) {
        this.#later(PAUSE_MS);
        return;
      }
    }
  }

  #failed(next: { readonly turn: number; readonly edits: readonly SectionEdit[]; readonly text: string }, error: unknown): void {
    this.unchecked = explain(error);
    const refused = error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500 && next.edits.length > 0;
    // Edits that the gateway does not take would be refused for ever.
    this.drafting = refused ? { ...written(this.drafting, this.drafting.text), asking: false, stale: false } : unanswered(this.drafting, next);
  }

  #remember(draft: SectionDraft, about: string | null): void {
    if (this.past === null) this.past = begun(draft);
    else if (this.past.now.text === draft.text) this.past = { ...this.past, now: draft };
    else this.past = changed(this.past, draft, about);
    this.#keep();
  }

  /** Puts the draft in force. */
  async publish(): Promise<void> {
    this.publishing = { kind: "busy" };
    await this.check();
    if (!this.settled) {
      this.publishing = { kind: "failed", text: this.unchecked ?? words.publish.unchecked, errors: [] };
      return;
    }
    try {
      const text = this.drafting.text;
      const section = await this.#sections.publish("script", this.name, text, this.#replaces);
      this.section = section;
      this.#replaces = section.digest;
      this.restored = false;
      // What came between is a draft again.
      if (this.drafting.text === text && section.text !== text) this.replace(section.text);
      this.#keep();
      this.publishing = { kind: "done" };
      this.#announcer.say(words.publish.done);
    } catch (error) {
      await this.#refused(error);
    }
  }

  async #refused(error: unknown): Promise<void> {
    const problem = error instanceof ProblemError ? error.problem : null;
    if (problem?.status === 409) {
      try {
        const theirs = await this.#sections.one("script", this.name);
        this.section = theirs;
        if (theirs.digest !== this.#replaces) {
          this.publishing = { kind: "conflict", theirs };
          this.#announcer.say(words.publish.conflict);
          return;
        }
      } catch {
        // Then the first refusal is told.
      }
    }
    this.publishing = { kind: "failed", text: explain(error), errors: problem?.errors ?? [] };
    this.#announcer.say(words.publish.failed);
  }

  /** Of two drafts that exclude each other, the other one. */
  takeTheirs(): void {
    this.publishing = { kind: "idle" };
    this.discard();
  }

  /** Publishes in place of what somebody else published since. */
  async keepMine(): Promise<void> {
    this.#replaces = this.section?.digest ?? null;
    await this.publish();
  }

  closePublishing(): void {
    this.publishing = { kind: "idle" };
  }
}
