// The desk's store: the state from the gateway, and what this tab adds (drafts, unsent messages,
// what is in view). Components read it and call its methods; rules live in `domain/`.

import { SvelteSet } from "svelte/reactivity";

import type { Announcer } from "../app/announcer.svelte.ts";
import type { Clock } from "../app/clock.svelte.ts";
import type { Memory } from "../app/memory.ts";
import type { Connect, Gateway, Link, Outcome } from "../api/gateway.ts";
import { explain, type Rest } from "../api/rest.ts";
import type { ChannelView, Command, ConsoleEvent, ConversationView, PresenceView, TemplateView } from "../api/types.ts";
import { CustomFields } from "../customers/fields.svelte.ts";
import { Customers } from "../customers/customers.svelte.ts";
import { Systems } from "../customers/systems.svelte.ts";
import { Work } from "../customers/work.svelte.ts";
import { canSend, canSendTemplate } from "../domain/can.ts";
import { contactName, instant } from "../domain/format.ts";
import { longestUnanswered, neighbour } from "../domain/pick.ts";
import { dismiss, prepend, reduce, type Told } from "../domain/reduce.ts";
import { initialState, type DeskState, type Held } from "../domain/state.ts";
import { fill, filledText, isFilled } from "../domain/templates.ts";
import { lastText, unread } from "../domain/transcript.ts";
import { aloud } from "./aloud.ts";
import { catalogue as t } from "../i18n.ts";
import { Attachments } from "./attachments.svelte.ts";
import { Beginning } from "./beginning.svelte.ts";
import { Channels, channelsIn } from "./channels.svelte.ts";
import { Drafts } from "./drafts.svelte.ts";
import { Gists } from "./gists.ts";
import { newMessageId } from "./ids.ts";
import { Looks } from "./looks.svelte.ts";
import { News } from "./news.ts";
import { OutboxStore } from "./outbox.svelte.ts";
import { rememberedSlots, rememberSlots } from "./places.ts";
import { Previews } from "./previews.svelte.ts";
import { TypingHint } from "./typing.ts";

export interface DeskPorts {
  readonly connect: Connect;
  readonly rest: Rest;
  /** This agent's memory in this tab. */
  readonly memory: Memory;
  readonly clock: Clock;
  readonly announcer: Announcer;
  signedOut(): void;
}

export class Desk {
  state: DeskState = $state.raw(initialState());
  link: Link = $state.raw("connecting");
  /** The conversation in view. */
  selected: string | null = $state(null);
  /** What the gateway said no to, for the agent to read. */
  refusal: string | null = $state(null);
  /** Commands under way, so that a button is not pressed twice. */
  busy: readonly string[] = $state.raw([]);
  /** Whether the beginning of a transcript is known to be loaded. */
  loadingEarlier: string | null = $state(null);
  readonly drafts: Drafts;
  readonly outbox: OutboxStore;
  readonly channels: Channels;
  readonly attachments: Attachments;
  readonly gists: Gists;
  readonly beginning: Beginning;
  readonly previews: Previews;
  readonly looks: Looks;
  readonly fields: CustomFields;
  readonly work: Work;
  readonly customers: Customers;
  readonly systems: Systems;
  readonly #gateway: Gateway;
  readonly #ports: DeskPorts;
  readonly #news: News;
  readonly #typing: TypingHint;
  #checking = false;
  /** Conversations that the agent hands on at this moment. */
  readonly #leaving = new SvelteSet<string>();
  /** Read marks sent and not yet confirmed. */
  #readTo: Readonly<Record<string, number>> = $state.raw({});

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    this.drafts = new Drafts(ports.memory);
    this.channels = new Channels(ports.rest, () => ports.clock.now);
    this.attachments = new Attachments(ports.rest);
    this.gists = new Gists(ports.rest);
    this.previews = new Previews(ports.rest);
    this.looks = new Looks(ports.memory);
    this.work = new Work(ports.rest);
    this.fields = new CustomFields(ports.rest);
    this.systems = new Systems(ports.rest);
    this.customers = new Customers(ports.rest, (of) => this.fields.asked(of));
    this.#news = new News(ports.announcer);
    this.state = initialState(rememberedSlots(ports.memory));
    this.#gateway = ports.connect({
      snapshot: (snapshot) => this.#told({ kind: "snapshot", snapshot }),
      event: (event) => this.#happened(event),
      link: (link) => {
        this.link = link;
        if (link === "ready") this.channels.connected();
      },
      signedOut: () => ports.signedOut(),
      turnedAway: () => void this.#checkSession(),
    });
    this.#typing = new TypingHint((conversation, on) => this.#gateway.hint({ kind: "typing", conversation, on }));
    this.beginning = new Beginning(
      (command, id) => this.#gateway.send(command, id),
      () => Object.values(this.state.held),
    );
    this.outbox = new OutboxStore(
      ports.memory,
      (command, id) => this.#gateway.send(command, id),
      (conversation, seq) => (this.state.held[conversation]?.messages.at(-1)?.seq ?? Infinity) >= seq,
    );
  }

  /** Connects. Returns how to stop. */
  start(): () => void {
    this.#ports.clock.follow(() => this.#gateway.serverNow());
    this.#gateway.start();
    this.outbox.resume();
    return () => {
      this.#typing.stop();
      this.#gateway.stop();
    };
  }

  get connected(): boolean {
    return this.link === "ready";
  }

  held(id: string | null): Held | null {
    return id === null ? null : (this.state.held[id] ?? null);
  }

  /** The channel of a conversation, as far as it is known. */
  channelOf({ channel }: ConversationView): ChannelView | null {
    return this.channels.of(channel);
  }

  queueTitle(id: string): string {
    return this.state.queues.find((queue) => queue.id === id)?.title ?? id;
  }

  /** An agent's name as far as this console knows it. */
  agentName(id: string): string {
    const { me, floor } = this.state;
    if (me?.id === id) return me.name;
    return floor?.agents.find((agent) => agent.id === id)?.name ?? id;
  }

  unread(id: string): number {
    const held = this.state.held[id];
    if (held === undefined) return 0;
    return unread(held.messages, Math.max(held.conversation.agent_read, this.#readTo[id] ?? 0));
  }

  /** Unread messages in all conversations. */
  get unreadTotal(): number {
    return Object.keys(this.state.held).reduce((sum, id) => sum + this.unread(id), 0);
  }

  /** The row's last line in the list. */
  lastLine(held: Held): { readonly text: string; readonly own: boolean } | null {
    const unsent = this.outbox.of(held.conversation.id, held.messages).at(-1);
    const { translation } = held.conversation;
    const reader = translation?.mode === "on" && this.looks.of(held.conversation.id) !== "original" ? translation.agent : null;
    return unsent === undefined ? lastText(held.messages, reader) : { text: unsent.text, own: true };
  }

  select(id: string | null): void {
    if (id !== this.selected) this.#typing.stop();
    this.selected = id;
    if (id !== null) this.#news.seen(id);
  }

  /** The held conversation in place `index`, from 0. */
  slot(index: number): string | null {
    return this.state.slots[index] ?? null;
  }

  /** The next (1) or previous (-1) held conversation after the one in view. */
  neighbour(step: 1 | -1): string | null {
    return neighbour(this.state.slots, this.selected, step);
  }

  /** The held conversation whose contact waits longest for an answer. */
  longestUnanswered(): string | null {
    return longestUnanswered(Object.values(this.state.held));
  }

  /** The agent sees the conversation: marks it read. */
  look(id: string): void {
    const held = this.state.held[id];
    if (held === undefined || this.unread(id) === 0) return;
    const seq = held.messages.at(-1)?.seq ?? 0;
    this.#readTo = { ...this.#readTo, [id]: seq };
    this.#news.seen(id);
    this.#gateway.hint({ kind: "read", conversation: id, seq });
  }

  /** The agent writes. */
  draft(id: string, text: string): void {
    this.drafts.set(id, text);
    this.attachments.notDue(id);
    if (text === "") this.#typing.stop();
    else this.#typing.typed(id, this.#ports.clock.now);
  }

  /** Sends the draft, or as soon as its files are there. Whether it went on its way. */
  sendDraft(id: string): boolean {
    const held = this.state.held[id];
    const text = this.drafts.of(id);
    const files = this.attachments.here(id);
    if (held === undefined) return false;
    if (this.attachments.waits(id)) {
      if (this.attachments.whenHere(id, () => this.sendDraft(id))) this.#ports.announcer.say(t.attach.due);
      return false;
    }
    if (!canSend(held.conversation, this.channelOf(held.conversation), text, this.#gateway.serverNow(), files.length).ok) return false;
    const translation = files.length === 0 && held.conversation.translation?.mode === "on" ? this.previews.given(id, text.trim()) : null;
    this.outbox.add(newMessageId(), id, text.trim(), instant(this.#gateway.serverNow()), { translation, files });
    this.drafts.set(id, "");
    this.attachments.sent(id);
    this.previews.close(id);
    this.#typing.stop();
    return true;
  }

  /** Sends a template. Whether it went on its way. */
  sendTemplate(id: string, template: TemplateView, values: readonly string[]): boolean {
    const held = this.state.held[id];
    if (held === undefined || !canSendTemplate(held.conversation, isFilled(template, values)).ok) return false;
    this.outbox.add(newMessageId(), id, filledText(template, values), instant(this.#gateway.serverNow()), { template: fill(template, values) });
    return true;
  }

  /** Shows what the contact would get of the draft. */
  preview(id: string): void {
    const text = this.drafts.of(id).trim();
    if (text !== "" && this.previews.of(id)?.status !== "loading") void this.previews.ask(id, text);
  }

  switchTranslation(conversation: string, on: boolean): Promise<boolean> {
    this.previews.close(conversation);
    return this.do(`${conversation}#translation`, { kind: "switch_translation", conversation, on });
  }

  translateAgain(conversation: string, seq: number): Promise<boolean> {
    return this.do(`${conversation}#${seq}`, { kind: "translate_message", conversation, seq });
  }

  /** Wants nothing new, or wants it again. */
  stopNew(on: boolean): Promise<boolean> {
    return this.do("presence", { kind: "stop_new", on });
  }

  /** Sets a conversation aside until the contact writes. */
  park(conversation: string): Promise<boolean> {
    return this.do(conversation, { kind: "park_conversation", conversation });
  }

  /** Takes up again what was set aside. */
  takeUp(conversation: string): Promise<boolean> {
    return this.do(conversation, { kind: "resume_conversation", conversation });
  }

  /** Hands a conversation on to a queue, where it waits with its age. */
  handOn(conversation: string, queue: string): Promise<boolean> {
    return this.#handed(conversation, (name) => t.hands.handedOn(name, this.queueTitle(queue)), { kind: "transfer_conversation", conversation, queue });
  }

  /** Gives a held conversation to a colleague, who is asked first. */
  give(conversation: string, agent: string, to: string): Promise<boolean> {
    return this.#handed(conversation, (name) => t.hands.given(name, to), { kind: "transfer_conversation", conversation, agent });
  }

  /** Gives a waiting conversation to an agent, whatever room they have. */
  force(conversation: string, agent: string): Promise<boolean> {
    return this.do(conversation, { kind: "give_conversation", conversation, agent });
  }

  /** Takes a waiting conversation by hand. */
  take(conversation: string): Promise<boolean> {
    return this.do(conversation, { kind: "take_conversation", conversation });
  }

  /** What the agent hands on leaves the desk without a notice: they are told what they did. */
  async #handed(conversation: string, words: (name: string) => string, command: Command): Promise<boolean> {
    const name = contactName(this.held(conversation)?.conversation.contact ?? { name: null, account_number: null, locale: null, fields: [] });
    this.#leaving.add(conversation);
    const done = await this.do(conversation, command);
    if (done) this.#ports.announcer.say(words(name));
    else this.#leaving.delete(conversation);
    return done;
  }

  stopContact(conversation: string): Promise<boolean> {
    return this.do(conversation, { kind: "stop_contact", conversation });
  }

  resumeContact(conversation: string): Promise<boolean> {
    return this.do(conversation, { kind: "resume_contact", conversation });
  }

  /** Takes a failed message back into the composer. */
  editFailed(id: string): void {
    const item = this.outbox.items.find((one) => one.id === id);
    if (item === undefined) return;
    const draft = this.drafts.of(item.conversation);
    this.drafts.set(item.conversation, draft === "" ? item.text : `${item.text}\n${draft}`);
    this.outbox.discard(id);
  }

  async loadEarlier(id: string): Promise<void> {
    const first = this.state.held[id]?.messages[0]?.seq;
    if (first === undefined || first <= 1 || this.loadingEarlier !== null) return;
    this.loadingEarlier = id;
    try {
      const page = await this.#ports.rest.messages(id, first);
      this.state = prepend(this.state, id, page.items);
    } catch (error) {
      this.refusal = explain(error);
    } finally {
      this.loadingEarlier = null;
    }
  }

  setPresence(presence: PresenceView): Promise<boolean> {
    return this.do("presence", { kind: "set_presence", presence });
  }

  async accept(offer: string): Promise<boolean> {
    const conversation = this.state.offers.find(({ id }) => id === offer)?.conversation.id;
    return (await this.do(offer, { kind: "accept_offer", offer })) && conversation !== undefined;
  }

  decline(offer: string): Promise<boolean> {
    return this.do(offer, { kind: "decline_offer", offer });
  }

  end(conversation: string): Promise<boolean> {
    return this.do(conversation, { kind: "end_conversation", conversation });
  }

  finish(conversation: string, disposition: string, note: string): Promise<boolean> {
    return this.do(conversation, {
      kind: "finish_wrap_up",
      conversation,
      disposition: disposition === "" ? null : disposition,
      note: note === "" ? null : note,
    });
  }

  /** Carries out a command under a key; a refusal is kept for the agent to read. */
  async do(key: string, command: Command): Promise<boolean> {
    if (this.busy.includes(key)) return false;
    this.busy = [...this.busy, key];
    const outcome: Outcome = await this.#gateway.send(command);
    this.busy = this.busy.filter((one) => one !== key);
    if (outcome.kind === "done") return true;
    if (outcome.problem.code !== "disconnected") this.refusal = outcome.problem.detail;
    return false;
  }

  dismiss(notice: string): void {
    this.state = dismiss(this.state, notice);
  }

  /** Tries to connect at once instead of waiting out the pause. */
  reconnect(): void {
    this.#gateway.wake();
  }

  /** Once a second. */
  tick(nowMs: number): void {
    this.#news.tick(this.state, nowMs);
    this.channels.tick(nowMs);
  }

  /** The socket was refused: the session may be over, or the gateway may only be restarting. */
  async #checkSession(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    try {
      if ((await this.#ports.rest.session()) === null) {
        this.#gateway.stop();
        this.#ports.signedOut();
      }
    } catch {
      // Not reachable: the socket tries again.
    } finally {
      this.#checking = false;
    }
  }

  #happened(event: ConsoleEvent): void {
    const before = this.state.held[subject(event) ?? ""];
    this.#told({ kind: "event", event });
    if (event.kind === "conversation_removed" && this.#leaving.delete(event.conversation)) this.dismiss(event.conversation);
    if (event.kind === "message_added") {
      this.outbox.arrived(event.message);
      if (event.message.author.kind === "contact" && event.conversation !== this.selected) this.#news.wrote(event.conversation);
    }
    if (event.kind === "conversation_added" || event.kind === "message_added") this.beginning.look();
    const words = aloud(event, before);
    if (words !== null) this.#ports.announcer.say(words);
  }

  #told(told: Told): void {
    const slots = this.state.slots;
    this.state = reduce(this.state, told, this.#gateway.serverNow());
    channelsIn(told).forEach((channel) => this.channels.need(channel));
    if (told.kind === "snapshot") {
      this.#ports.clock.tick();
      this.drafts.keep(Object.keys(this.state.held));
      this.outbox.keep(Object.keys(this.state.held));
      this.attachments.keep(Object.keys(this.state.held));
      this.looks.keep(Object.keys(this.state.held));
      for (const { messages } of told.snapshot.conversations) messages.forEach((message) => this.outbox.arrived(message));
    }
    if (told.kind === "snapshot" || told.event.kind === "conversation_removed") {
      const shown = [...Object.keys(this.state.held), ...this.state.offers.map(({ conversation }) => conversation.id)];
      this.customers.keep(shown);
      this.systems.keep(shown);
    }
    if (this.state.slots !== slots) rememberSlots(this.#ports.memory, this.state.slots);
  }
}

/** The conversation whose change may be worth a word. */
function subject(event: ConsoleEvent): string | null {
  if (event.kind === "conversation_changed") return event.conversation.id;
  return event.kind === "delivery_changed" || event.kind === "translation_changed" || event.kind === "message_added" ? event.conversation : null;
}
