// Files that wait in the composer: uploaded at once, sent with the next message. They belong to their
// conversation and are gone with the page; the gateway removes what nobody sends.

import { SvelteMap } from "svelte/reactivity";

import type { ChannelView, UploadedFile } from "../api/types.ts";
import { explain } from "../api/rest.ts";
import { wrongWith } from "../domain/attach.ts";
import { catalogue as t } from "../i18n.ts";
import { newMessageId } from "./ids.ts";

export type Upload = {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** A picture to show meanwhile; null: none. */
  readonly picture: string | null;
} & ({ readonly status: "coming"; readonly part: number } | { readonly status: "here"; readonly file: UploadedFile } | { readonly status: "failed"; readonly problem: string });

export interface Uploading {
  /** Uploads a file; `told` hears how far it is, from 0 to 1. */
  upload(conversation: string, file: File, told: (part: number) => void, stop: AbortSignal): Promise<UploadedFile>;
}

export class Attachments {
  #all: Readonly<Record<string, readonly Upload[]>> = $state.raw({});
  readonly #rest: Uploading;
  readonly #files = new SvelteMap<string, File>();
  readonly #stops = new SvelteMap<string, AbortController>();
  /** What is to be done for a conversation as soon as all its files are there. */
  readonly #due = new SvelteMap<string, () => void>();

  constructor(rest: Uploading) {
    this.#rest = rest;
  }

  of(conversation: string): readonly Upload[] {
    return this.#all[conversation] ?? [];
  }

  /** Those that can be sent. */
  here(conversation: string): UploadedFile[] {
    return this.of(conversation).flatMap((one) => (one.status === "here" ? [one.file] : []));
  }

  /** Whether a message has to wait: something is on its way, or has to be looked at. */
  waits(conversation: string): boolean {
    return this.of(conversation).some(({ status }) => status !== "here");
  }

  /** Whether something has to be looked at before a message can go. */
  hasFailed(conversation: string): boolean {
    return this.of(conversation).some(({ status }) => status === "failed");
  }

  /** Whether something happens as soon as the files are there. */
  isDue(conversation: string): boolean {
    return this.#due.has(conversation);
  }

  /** Does `act` as soon as all files are there; if one has to be looked at, not at all. Whether it can come to that. */
  whenHere(conversation: string, act: () => void): boolean {
    if (this.hasFailed(conversation)) return false;
    this.#due.set(conversation, act);
    return true;
  }

  /** What was to be done when the files are there is not to be done after all. */
  notDue(conversation: string): void {
    this.#due.delete(conversation);
  }

  /** Takes files; those for which there is no room are left, and their number is told. */
  add(conversation: string, files: readonly File[], channel: ChannelView): number {
    const room = (channel.files?.count_max ?? 0) - this.of(conversation).length;
    const taken = files.slice(0, Math.max(0, room));
    for (const file of taken) this.#begin(conversation, file, wrongWith(file, channel));
    return files.length - taken.length;
  }

  /** Tries one again that failed on its way. */
  retry(conversation: string, key: string): void {
    const file = this.#files.get(key);
    if (file !== undefined) void this.#bring(conversation, key, file);
  }

  remove(conversation: string, key: string): void {
    this.#stops.get(key)?.abort();
    const gone = this.of(conversation).filter((one) => one.key === key);
    this.#set(conversation, this.of(conversation).filter((one) => one.key !== key));
    gone.forEach((one) => this.#forget(one));
    this.#settle(conversation);
  }

  /** They are in a message now. */
  sent(conversation: string): void {
    const gone = this.of(conversation);
    this.#set(conversation, []);
    gone.forEach((one) => this.#forget(one));
  }

  /** Forgets those of conversations that are no longer held. */
  keep(conversations: readonly string[]): void {
    for (const id of Object.keys(this.#all)) {
      if (conversations.includes(id)) continue;
      this.#due.delete(id);
      this.of(id).forEach(({ key }) => this.remove(id, key));
    }
  }

  #begin(conversation: string, file: File, problem: string | null): void {
    const key = newMessageId();
    const picture = file.type.startsWith("image/") && problem === null ? URL.createObjectURL(file) : null;
    const one = { key, name: file.name === "" ? t.attach.unnamed : file.name, size: file.size, picture };
    if (problem !== null) {
      this.#set(conversation, [...this.of(conversation), { ...one, status: "failed", problem }]);
      return;
    }
    this.#files.set(key, file);
    this.#set(conversation, [...this.of(conversation), { ...one, status: "coming", part: 0 }]);
    void this.#bring(conversation, key, file);
  }

  async #bring(conversation: string, key: string, file: File): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(key, stop);
    this.#change(conversation, key, { status: "coming", part: 0 });
    try {
      const told = (part: number): void => this.#change(conversation, key, { status: "coming", part });
      const uploaded = await this.#rest.upload(conversation, file, told, stop.signal);
      this.#change(conversation, key, { status: "here", file: uploaded });
    } catch (error) {
      if (!stop.signal.aborted) this.#change(conversation, key, { status: "failed", problem: explain(error) });
    }
  }

  /** Whether it can be tried again: what is wrong with the file itself stays wrong. */
  canRetry(key: string): boolean {
    return this.#files.has(key);
  }

  #change(conversation: string, key: string, to: { status: "coming"; part: number } | { status: "here"; file: UploadedFile } | { status: "failed"; problem: string }): void {
    const changed = this.of(conversation).map(({ key: own, name, size, picture, ...rest }): Upload => ({ key: own, name, size, picture, ...(own === key ? to : rest) }));
    this.#set(conversation, changed);
    this.#settle(conversation);
  }

  #settle(conversation: string): void {
    const act = this.#due.get(conversation);
    const all = this.of(conversation);
    if (act === undefined || all.some(({ status }) => status === "coming")) return;
    this.#due.delete(conversation);
    if (all.every(({ status }) => status === "here")) act();
  }

  #set(conversation: string, uploads: readonly Upload[]): void {
    const { [conversation]: _, ...others } = this.#all;
    this.#all = uploads.length === 0 ? others : { ...others, [conversation]: uploads };
  }

  #forget({ key, picture }: Upload): void {
    if (picture !== null) URL.revokeObjectURL(picture);
    this.#files.delete(key);
    this.#stops.delete(key);
  }
}
