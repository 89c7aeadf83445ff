// A pretend gateway in the page: enough of its behaviour to work with every control of the console.

import type { Connect, ConsoleEvents, Gateway, Outcome } from "../src/api/gateway.ts";
import { ProblemError, type Rest } from "../src/api/rest.ts";
import type { Command, ConsoleEvent, ContentView, ConversationView, DeliveryView, FilledTemplate, HeldConversation, MessageView, OfferView, Snapshot, TranslationView } from "../src/api/types.ts";
import { filledText } from "../src/domain/templates.ts";
import { channels } from "./channels.ts";
import { ago, contact, conversation, script } from "./data.ts";
import { pretendOperator } from "./operator.ts";
import { broken } from "./records.ts";
import { LATENCY_MS, pause, pretendRest } from "./rest.ts";
import { refusal, type Scenario } from "./scenarios.ts";
import { draft } from "./translated.ts";

export class World {
  readonly #scenario: Scenario;
  readonly #snapshot: Snapshot;
  #events: ConsoleEvents | null = null;
  #live = false;
  #waiting: (() => void)[] = [];

  readonly rest: Rest;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#snapshot = structuredClone(scenario.snapshot);
    const operator = pretendOperator(scenario.operator ?? { plugins: [] }, () => this.#restPause(), () => this.tell({ kind: "plugins_changed" }));
    this.rest = { ...pretendRest(scenario, this.#snapshot, () => this.#restPause()), operator };
  }

  readonly connect: Connect = (events): Gateway => {
    this.#events = events;
    return {
      start: () => this.#start(),
      stop: () => undefined,
      wake: () => this.restore(),
      serverNow: () => Date.now(),
      hint: () => undefined,
      send: (command, id) =>
        new Promise((settle) => {
          const work = (): void => {
            setTimeout(() => settle(this.#carryOut(command, id ?? "")), LATENCY_MS);
          };
          if (this.#live) work();
          else this.#waiting.push(work);
        }),
    };
  };

  /** Brings the connection back. */
  restore(): void {
    this.#live = true;
    this.#events?.link("ready");
    for (const work of this.#waiting.splice(0)) work();
  }

  tell(event: ConsoleEvent): void {
    this.#events?.event(event);
  }

  #start(): void {
    this.#events?.link("connecting");
    if (this.#scenario.silent === true) return;
    setTimeout(() => {
      this.restore();
      this.#events?.snapshot(this.#snapshot);
      this.#snapshot.offers.forEach((offer) => this.#expire(offer));
      if (this.#snapshot.conversations.length > 1) setTimeout(() => this.tell({ kind: "contact_typing", conversation: this.#snapshot.conversations[1]?.conversation.id ?? "", on: true }), 100);
      if (this.#scenario.lost === true) setTimeout(() => this.#lose(), 200);
    }, LATENCY_MS);
  }

  #lose(): void {
    this.#live = false;
    this.#events?.link("waiting");
  }

  #expire(offer: OfferView): void {
    setTimeout(
      () => {
        if (!this.#snapshot.offers.some(({ id }) => id === offer.id)) return;
        this.#take(offer.id);
        this.#me({ presence: { kind: "away", reason: "missed_offer" }, presence_since_at: new Date().toISOString() }, -1);
        this.tell({ kind: "offer_withdrawn", offer: offer.id, reason: "expired" });
      },
      Date.parse(offer.expires_at) - Date.now(),
    );
  }

  #take(id: string): OfferView | undefined {
    const found = this.#snapshot.offers.find((offer) => offer.id === id);
    this.#snapshot.offers = this.#snapshot.offers.filter((offer) => offer.id !== id);
    return found;
  }

  #me(more: Partial<Snapshot["me"]>, load = 0): void {
    this.#snapshot.me = { ...this.#snapshot.me, ...more, load: this.#snapshot.me.load + load };
    this.tell({ kind: "me_changed", me: this.#snapshot.me });
  }

  #carryOut(command: Command, id: string): Outcome {
    if (this.#scenario.refuses === true && command.kind === "send_message") return { kind: "refused", problem: refusal };
    if (this.#scenario.refusesStart !== undefined && command.kind === "start_conversation") return { kind: "refused", problem: this.#scenario.refusesStart };
    switch (command.kind) {
      case "set_presence":
        this.#me({ presence: command.presence, presence_since_at: new Date().toISOString() });
        break;
      case "accept_offer":
        this.#accept(command.offer);
        break;
      case "decline_offer":
        this.#take(command.offer);
        this.#me({}, -1);
        this.tell({ kind: "offer_withdrawn", offer: command.offer, reason: "declined" });
        break;
      case "send_message":
        return this.#say(command.conversation, this.#translated(command), id);
      case "send_files":
        return this.#say(command.conversation, { kind: "text", text: command.text, attachments: command.files.map((id, at) => ({ number: at + 1, media: "image", name: id.replace("fil_", ""), mime: null, bytes: null })) }, id);
      case "switch_translation":
        this.#switchTranslation(command.conversation, command.on);
        break;
      case "translate_message":
        this.#translate(command.conversation, command.seq);
        break;
      case "send_template":
        return this.#say(command.conversation, this.#filled(this.#held(command.conversation)?.conversation.channel ?? "", command), id);
      case "start_conversation":
        return this.#begin(command, id);
      case "stop_contact":
        this.#consent(command.conversation, true);
        break;
      case "resume_contact":
        this.#consent(command.conversation, false);
        break;
      case "end_conversation":
        this.#end(command.conversation);
        break;
      case "finish_wrap_up":
        this.#remove(command.conversation, "closed");
        break;
      case "requeue_conversation":
      case "close_conversation":
        this.tell({ kind: "floor_conversation_closed", conversation: command.conversation });
        break;
      case "set_capacity":
        this.#capacity(command.agent, command.capacity);
        break;
      case "stop_new":
        this.#me({ stops_new: command.on });
        break;
      case "take_conversation":
      case "give_conversation":
        this.tell({ kind: "floor_conversation_closed", conversation: command.conversation });
        break;
      case "transfer_conversation":
      case "park_conversation":
        this.#remove(command.conversation, "requeued");
        break;
      case "resume_conversation":
      case "typing":
      case "read":
        break;
      default:
        command satisfies never;
    }
    return { kind: "done", seq: null };
  }

  /** What the contact gets of a message. */
  #translated({ conversation, text, translation }: Extract<Command, { kind: "send_message" }>): ContentView {
    const between = this.#held(conversation)?.conversation.translation;
    if (between?.mode !== "on") return { kind: "text", text };
    const { failure, ...made } = draft(text, between);
    const given = translation ?? { text: made.text ?? text, engine: made.engine, edited: false };
    const original = { text, source: between.agent, target: between.contact, engine: given.engine, edited: given.edited, ...((translation ?? null) === null && failure !== undefined ? { failure } : {}) };
    return { kind: "text", text: given.text, original };
  }

  #switchTranslation(id: string, on: boolean): void {
    const held = this.#held(id);
    if (held?.conversation.translation === undefined) return;
    this.#change(id, { translation: { ...held.conversation.translation, mode: on ? "on" : "off" } });
    if (on) for (const { seq, author, translations } of held.messages) if (author.kind === "contact" && translations === undefined) setTimeout(() => this.#translate(id, seq), 300);
  }

  #translate(id: string, seq: number): void {
    const held = this.#held(id);
    const message = held?.messages.find((one) => one.seq === seq);
    const between = held?.conversation.translation;
    if (message?.content.kind !== "text" || between === undefined) return;
    const translation: TranslationView = { source: between.contact, target: between.agent, at: ago(0), text: `(${between.agent}) ${message.content.text}`, engine: "apertium" };
    message.translations = [translation];
    this.tell({ kind: "translation_changed", conversation: id, seq, translation });
  }

  #held(id: string): HeldConversation | undefined {
    return this.#snapshot.conversations.find((held) => held.conversation.id === id);
  }

  #change(id: string, more: Partial<ConversationView>): void {
    const held = this.#held(id);
    if (held === undefined) return;
    held.conversation = { ...held.conversation, ...more };
    this.tell({ kind: "conversation_changed", conversation: held.conversation });
  }

  #add(id: string, message: Omit<MessageView, "seq" | "at">): number {
    const held = this.#held(id);
    if (held === undefined) return 0;
    const seq = (held.messages.at(-1)?.seq ?? 0) + 1;
    const full: MessageView = { ...message, seq, at: new Date().toISOString() };
    held.messages.push(full);
    this.tell({ kind: "message_added", conversation: id, message: full });
    return seq;
  }

  #accept(id: string): void {
    const offer = this.#take(id);
    if (offer === undefined) return;
    const { id: agentId, name } = this.#snapshot.me;
    const held: HeldConversation = {
      conversation: { ...offer.conversation, state: { kind: "assigned", agent: agentId, assigned_at: new Date().toISOString() } },
      messages: script([`<${offer.preview ?? "Hello"}`, "joined"], 40, 38, name, agentId),
    };
    this.#snapshot.conversations.push(held);
    this.tell({ kind: "conversation_added", held });
  }

  #say(id: string, content: ContentView, clientId: string): Outcome {
    const { id: agentId, name } = this.#snapshot.me;
    const seq = this.#add(id, { author: { kind: "agent", agent: agentId, name }, content, client_id: clientId });
    this.#change(id, { unanswered_since_at: null });
    const channel = channels.find((one) => one.id === this.#held(id)?.conversation.channel);
    if (channel?.live !== false) this.#answer(id, seq);
    else this.#carry(id, seq, content.kind === "text" ? content.text : "");
    return { kind: "done", seq };
  }

  /** A contact on the page reads it and writes back. */
  #answer(id: string, seq: number): void {
    setTimeout(() => this.#change(id, { contact_read: seq }), 900);
    setTimeout(() => this.tell({ kind: "contact_typing", conversation: id, on: true }), 1_500);
    setTimeout(() => {
      this.#add(id, { author: { kind: "contact" }, content: { kind: "text", text: "I see, thank you!" } });
      this.#change(id, { unanswered_since_at: new Date().toISOString() });
    }, 4_000);
  }

  /** A provider takes it along; a text with "fail" or "maybe" in it comes to grief. */
  #carry(id: string, seq: number, text: string): void {
    const come = (state: DeliveryView["state"], after: number, reason?: DeliveryView["reason"]): void =>
      void setTimeout(() => {
        const delivery: DeliveryView = { state, at: new Date().toISOString(), ...(reason === undefined ? {} : { reason }) };
        const message = this.#held(id)?.messages.find((one) => one.seq === seq);
        if (message !== undefined) message.delivery = delivery;
        this.tell({ kind: "delivery_changed", conversation: id, seq, delivery });
      }, after);
    if (text.includes("maybe")) return come("uncertain", 700);
    come("sent", 700);
    if (text.includes("fail")) return come("failed", 1_600, { cause: "filtered", message: "Message filtered by the carrier.", code: "30007" });
    come("delivered", 1_600);
    come("read", 3_000);
  }

  #filled(channelId: string, { name, language, values }: FilledTemplate): ContentView {
    const template = channels.find(({ id }) => id === channelId)?.templates.find((one) => one.name === name && one.language === language);
    return { kind: "text", text: template === undefined ? name : filledText(template, values), template: name };
  }

  #begin(command: Extract<Command, { kind: "start_conversation" }>, id: string): Outcome {
    const { id: agentId } = this.#snapshot.me;
    const began = conversation(`cnv_${90 + this.#snapshot.conversations.length}`, contact(null, { address: command.address }), { kind: "assigned", agent: agentId, assigned_at: new Date().toISOString() }, { channel: command.channel, opened_at: new Date().toISOString() });
    const held: HeldConversation = { conversation: began, messages: [] };
    this.#snapshot.conversations.push(held);
    this.#me({}, 1);
    this.tell({ kind: "conversation_added", held: structuredClone(held) });
    return this.#say(began.id, command.template ? this.#filled(command.channel, command.template) : { kind: "text", text: command.text ?? "" }, id);
  }

  #consent(id: string, stops: boolean): void {
    const held = this.#held(id);
    if (held === undefined) return;
    const by = { kind: "agent" as const, name: this.#snapshot.me.name };
    this.#add(id, { author: { kind: "system" }, content: stops ? { kind: "stopped", by } : { kind: "resumed", by } });
    const { stopped_at: _, ...rest } = held.conversation.contact;
    this.#change(id, { contact: stops ? { ...rest, stopped_at: new Date().toISOString() } : rest });
  }

  #end(id: string): void {
    const agentId = this.#snapshot.me.id;
    const by = { kind: "agent" as const, agent: agentId };
    this.#add(id, { author: { kind: "system" }, content: { kind: "ended", by } });
    this.#change(id, {
      unanswered_since_at: null,
      state: { kind: "wrap_up", agent: agentId, ended_by: by, ended_at: ago(0), until_at: new Date(Date.now() + 60_000).toISOString() },
    });
    setTimeout(() => this.#remove(id, "closed"), 60_000);
  }

  #remove(id: string, reason: string): void {
    if (this.#held(id) === undefined) return;
    this.#snapshot.conversations = this.#snapshot.conversations.filter((held) => held.conversation.id !== id);
    this.#me({}, -1);
    this.tell({ kind: "conversation_removed", conversation: id, reason });
  }

  #capacity(id: string, capacity: number): void {
    const one = this.#snapshot.floor?.agents.find((agent) => agent.id === id);
    if (one === undefined) return;
    one.capacity = capacity;
    this.tell({ kind: "agent_changed", agent: { ...one } });
  }

  async #restPause(): Promise<void> {
    await pause();
    if (this.#scenario.restFails === true) throw new ProblemError(broken);
  }
}
