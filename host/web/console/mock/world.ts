// A pretend gateway in the page: enough of its behaviour to work with every control of the console.

import type { Connect, ConsoleEvents, Gateway, Outcome } from "../src/api/gateway.ts";
import { ProblemError, type Rest } from "../src/api/rest.ts";
import type { Command, ConsoleEvent, ConversationView, HeldConversation, MessageView, OfferView, Problem, Snapshot, StepView } from "../src/api/types.ts";
import { agent, ago, anna, annaTexts, contact, conversation, script } from "./data.ts";
import { pretendOperator } from "./operator.ts";
import { refusal, type Scenario } from "./scenarios.ts";

/** As slow as a gateway in the same town. */
const LATENCY_MS = 40;

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
    this.rest = { ...this.#conversations, operator };
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
        return this.#say(command.conversation, command.text, id);
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
      case "typing":
      case "read":
        break;
      default:
        command satisfies never;
    }
    return { kind: "done", seq: null };
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

  #say(id: string, text: string, clientId: string): Outcome {
    const { id: agentId, name } = this.#snapshot.me;
    const seq = this.#add(id, { author: { kind: "agent", agent: agentId, name }, content: { kind: "text", text }, client_id: clientId });
    this.#change(id, { unanswered_since_at: null });
    setTimeout(() => this.#change(id, { contact_read: seq }), 900);
    setTimeout(() => this.tell({ kind: "contact_typing", conversation: id, on: true }), 1_500);
    setTimeout(() => {
      this.#add(id, { author: { kind: "contact" }, content: { kind: "text", text: "I see, thank you!" } });
      this.#change(id, { unanswered_since_at: new Date().toISOString() });
    }, 4_000);
    return { kind: "done", seq };
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

  readonly #conversations: Omit<Rest, "operator"> = {
    session: async () => (this.#scenario.signedOut === true ? null : { agent: this.#snapshot.me, expires_at: ago(-36_000) }),
    signIn: async () => {
      await pause();
      if (this.#scenario.signInProblem !== undefined) throw new ProblemError(this.#scenario.signInProblem);
      return { agent: this.#snapshot.me, expires_at: ago(-36_000) };
    },
    signOut: async () => undefined,
    closed: async (before) => {
      await this.#restPause();
      if (this.#scenario.noHistory === true) return { items: [] };
      return before === null ? { items: past, next_before: "cnv_60" } : { items: past.map((one) => ({ ...one, id: `${one.id}0` })) };
    },
    conversation: async (id) => {
      await this.#restPause();
      const known = this.#held(id)?.conversation ?? this.#snapshot.floor?.conversations.find((one) => one.id === id) ?? past.find((one) => one.id === id) ?? past[0];
      return { conversation: known ?? conversation(id, contact("Somebody"), { kind: "queued", since_at: ago(10) }), steps };
    },
    messages: async (_id, before) => {
      await this.#restPause();
      if (before !== null) {
        const earlier = script(Array.from({ length: before - 1 }, (_, index) => `<Earlier message ${index + 1}.`), 12_000, 30);
        return { items: earlier.slice(-50), has_earlier: before > 51, has_later: true };
      }
      return { items: script([...annaTexts, ">Yes: EUR 49 a month, and a year costs ten months.", "<Great, thank you!", "ended"], 90_000, 50), has_earlier: false, has_later: false };
    },
    explanation: async (id) => {
      await this.#restPause();
      return { conversation: id, state: "queued", queue: "sales", position: 2, candidates: steps[1]?.because?.candidates ?? [] };
    },
  };

  async #restPause(): Promise<void> {
    await pause();
    if (this.#scenario.restFails === true) throw new ProblemError(broken);
  }
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, LATENCY_MS));
}

const broken: Problem = { type: "urn:frontdesk:problem:unreachable", code: "unreachable", status: 0, title: "Unreachable", detail: "The gateway cannot be reached." };

const closedAs = (seconds: number, disposition: string | null, note: string | null = null, abandoned = false) => ({
  kind: "closed" as const,
  closed_at: ago(seconds),
  ended_by: { kind: "contact" as const },
  abandoned,
  disposition,
  note,
});

const past: ConversationView[] = [
  conversation("cnv_11", anna, closedAs(2_400, "answered", "Second parcel comes tomorrow. Interested in Pro, yearly."), { opened_at: ago(3_100), last_seq: 12, contact_read: 12 }),
  conversation("cnv_10", contact("Karl-Heinz Oberhuber"), closedAs(9_000, "order_changed"), { opened_at: ago(9_400), last_seq: 31, queue: "support" }),
  conversation("cnv_9", contact(null), closedAs(30_000, null), { opened_at: ago(30_090), last_seq: 3 }),
  conversation("cnv_8", contact("Ngọc Trần"), closedAs(90_000, "refund"), { opened_at: ago(91_000), last_seq: 18 }),
  conversation("cnv_7", contact("Zoë de la Vega y Montalbán"), closedAs(200_000, "complaint", "Call back on Monday."), { opened_at: ago(202_000), last_seq: 44 }),
];

const names = ["ana", "bea", "cyr", "dan"].map((id) => agent(id, id).id);
const steps: StepView[] = [
  { at: ago(400), what: "queued", agent: null, reason: null, because: null },
  {
    at: ago(399),
    what: "offered",
    agent: "bea",
    reason: null,
    because: {
      queue: "sales",
      priority: 5,
      waited_ms: 1_000,
      ready: 2,
      candidates: [
        { agent: names[1] ?? "", idle_ms: 412_000, load: 1, capacity: 6, verdict: "chosen" },
        { agent: names[0] ?? "", idle_ms: 96_000, load: 3, capacity: 6, verdict: "shorter_idle" },
        { agent: names[2] ?? "", idle_ms: 0, load: 3, capacity: 3, verdict: "full" },
        { agent: names[3] ?? "", idle_ms: 0, load: 0, capacity: 4, verdict: "not_available" },
      ],
    },
  },
  { at: ago(379), what: "offer_ended", agent: "bea", reason: "expired", because: null },
  {
    at: ago(379),
    what: "offered",
    agent: "ana",
    reason: null,
    because: {
      queue: "sales",
      priority: 5,
      waited_ms: 21_000,
      ready: 1,
      candidates: [
        { agent: names[0] ?? "", idle_ms: 116_000, load: 3, capacity: 6, verdict: "chosen" },
        { agent: names[1] ?? "", idle_ms: 0, load: 1, capacity: 6, verdict: "passed_recently" },
      ],
    },
  },
  { at: ago(372), what: "assigned", agent: "ana", reason: null, because: null },
];
