// Whom the conversations are with in connected customer systems. One entry a conversation, kept for as long as
// the tab lives.

import { explain, type Rest } from "../api/rest.ts";
import type { CustomerDraft, PopPerson, PopSource, SystemLinkView } from "../api/types.ts";

/** Somebody who is to be made there, as the agent types them. What was typed outlives a failure. */
export class PersonForm {
  readonly connector: string;
  readonly title: string;
  name = $state("");
  account = $state("");
  emails: readonly string[] = $state.raw([]);
  phones: readonly string[] = $state.raw([]);

  constructor({ connector, title }: PopSource, { name, account_number, addresses }: CustomerDraft) {
    const of = (kind: string): readonly string[] => {
      const values = addresses.filter((one) => one.kind === kind).map(({ value }) => value);
      return values.length === 0 ? [""] : values;
    };
    this.connector = connector;
    this.title = title;
    this.name = name;
    this.account = account_number ?? "";
    this.emails = of("email");
    this.phones = of("phone");
  }
}

export interface Linked {
  readonly link: SystemLinkView | null;
  /** Why the last thing was not done. */
  readonly problem: string | null;
  /** A system is being asked. */
  readonly busy: boolean;
  readonly form: PersonForm | null;
  /** The subject of a case that is being written; null: none is. */
  readonly subject: string | null;
}

const NOTHING: Linked = { link: null, problem: null, busy: false, form: null, subject: null };

export class Systems {
  #all: Readonly<Record<string, Linked>> = $state.raw({});
  #asked: readonly string[] = [];
  readonly #rest: Pick<Rest, "systems">;

  constructor(rest: Pick<Rest, "systems">) {
    this.#rest = rest;
  }

  of(conversation: string): Linked {
    return this.#all[conversation] ?? NOTHING;
  }

  /** Asks again whenever the conversation has moved on: its log may have. */
  async need(conversation: string, state: string): Promise<void> {
    const key = `${conversation} ${state}`;
    if (this.#asked.includes(key)) return;
    this.#asked = [...this.#asked, key];
    try {
      const { link } = await this.#rest.systems.of(conversation);
      if (!this.of(conversation).busy) this.#set(conversation, { link });
    } catch {
      // Asked again when something is done with it; the records' own failure says that the gateway is away.
      this.#asked = this.#asked.filter((one) => one !== key);
    }
  }

  /** The agent says that it is this person. Whether it was taken. */
  link(conversation: string, connector: string, { id }: PopPerson): Promise<boolean> {
    return this.#do(conversation, () => this.#rest.systems.link(conversation, connector, id));
  }

  unlink(conversation: string): Promise<boolean> {
    return this.#do(conversation, async () => {
      await this.#rest.systems.unlink(conversation);
      return null;
    });
  }

  /** Opens the form for somebody whom a system does not know. */
  write(conversation: string, source: PopSource, draft: CustomerDraft): void {
    this.#set(conversation, { form: new PersonForm(source, draft), problem: null });
  }

  cancel(conversation: string): void {
    this.#set(conversation, { form: null, subject: null, problem: null });
  }

  /** Makes whoever was typed there. Whether it was done. */
  async create(conversation: string): Promise<boolean> {
    const { form } = this.of(conversation);
    if (form === null) return false;
    const filled = (all: readonly string[]): string[] => all.map((one) => one.trim()).filter((one) => one !== "");
    const { connector, name, account, emails, phones } = form;
    const person = { connector, name: name.trim(), emails: filled(emails), phones: filled(phones), account_number: account.trim() === "" ? null : account.trim() };
    const done = await this.#do(conversation, () => this.#rest.systems.create(conversation, person));
    if (done) this.#set(conversation, { form: null });
    return done;
  }

  /** Opens the form for a case there. */
  writeCase(conversation: string): void {
    this.#set(conversation, { subject: "", problem: null });
  }

  async openCase(conversation: string, subject: string): Promise<boolean> {
    this.#set(conversation, { subject });
    const done = await this.#do(conversation, () => this.#rest.systems.openCase(conversation, subject.trim()));
    if (done) this.#set(conversation, { subject: null });
    return done;
  }

  /** Forgets conversations that are no longer held. */
  keep(conversations: readonly string[]): void {
    const kept = Object.entries(this.#all).filter(([id]) => conversations.includes(id));
    if (kept.length < Object.keys(this.#all).length) this.#all = Object.fromEntries(kept);
    this.#asked = this.#asked.filter((key) => conversations.some((id) => key.startsWith(`${id} `)));
  }

  /** One thing at a time; what fails stays as it was, and says why. */
  async #do(conversation: string, what: () => Promise<SystemLinkView | null>): Promise<boolean> {
    if (this.of(conversation).busy) return false;
    this.#set(conversation, { busy: true, problem: null });
    try {
      const link = await what();
      this.#set(conversation, { link });
      return true;
    } catch (error) {
      this.#set(conversation, { problem: explain(error) });
      return false;
    } finally {
      this.#set(conversation, { busy: false });
    }
  }

  #set(conversation: string, more: Partial<Linked>): void {
    this.#all = { ...this.#all, [conversation]: { ...this.of(conversation), ...more } };
  }
}
