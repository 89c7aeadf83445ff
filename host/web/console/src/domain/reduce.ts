// The desk's whole behaviour towards the gateway: state × what it tells → state. Pure; the socket,
// clocks and the screen are elsewhere.

import type {
  AgentView,
  ConversationView,
  ConsoleEvent,
  FloorView,
  HeldConversation,
  MessageView,
  OfferView,
  Snapshot,
  TranslationView,
} from "../api/types.ts";
import { reseat, seat, vacate } from "./slots.ts";
import type { DeskState, Held, Notice, NoticeKind } from "./state.ts";

/** What the gateway tells a console: the whole picture, or one change. */
export type Told =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "event"; readonly event: ConsoleEvent };

/** `nowMs` is the gateway's clock at the arrival. */
export function reduce(state: DeskState, told: Told, nowMs: number): DeskState {
  switch (told.kind) {
    case "snapshot":
      return replace(state, told.snapshot);
    case "event":
      return change(state, told.event, nowMs);
    default:
      told satisfies never;
      return state;
  }
}

function replace(state: DeskState, snapshot: Snapshot): DeskState {
  const held: Record<string, Held> = {};
  for (const { conversation, messages } of snapshot.conversations) {
    const before = state.held[conversation.id]?.messages ?? [];
    held[conversation.id] = {
      conversation,
      messages: joinEarlier(before, messages),
      typingSinceMs: null,
    };
  }
  const order = snapshot.conversations.map(({ conversation }) => conversation);
  return {
    ...state,
    ready: true,
    signedOut: false,
    me: snapshot.me,
    queues: snapshot.queues,
    offers: byOfferedAt(snapshot.offers),
    held,
    slots: reseat(state.slots, order.toSorted(byAssignedAt).map(({ id }) => id)),
    awayReasons: snapshot.away_reasons,
    popOnOffer: snapshot.pop_on_offer,
    floor: snapshot.floor ?? null,
  };
}

function change(state: DeskState, event: ConsoleEvent, nowMs: number): DeskState {
  switch (event.kind) {
    case "me_changed":
      return { ...state, me: event.me };
    case "offer_presented":
      return { ...state, offers: byOfferedAt([...without(state.offers, event.offer.id), event.offer]) };
    case "offer_changed":
      return { ...state, offers: state.offers.map((open) => (open.id === event.offer.id ? event.offer : open)) };
    case "offer_withdrawn":
      return withdraw(state, event.offer, event.reason);
    case "conversation_added":
      return add(state, event.held);
    case "conversation_changed":
      return inHeld(state, event.conversation.id, (held) => ({ ...held, conversation: event.conversation }));
    case "conversation_removed":
      return remove(state, event.conversation, event.reason);
    case "message_added":
      return inHeld(state, event.conversation, (held) => receive(held, event.message));
    case "delivery_changed":
      return inHeld(state, event.conversation, (held) => ({
        ...held,
        messages: held.messages.map((message) => (message.seq === event.seq ? { ...message, delivery: event.delivery } : message)),
      }));
    case "translation_changed":
      return inHeld(state, event.conversation, (held) => ({
        ...held,
        messages: held.messages.map((message) => (message.seq === event.seq ? withTranslation(message, event.translation) : message)),
      }));
    case "contact_typing":
      return inHeld(state, event.conversation, (held) => ({
        ...held,
        typingSinceMs: event.on ? nowMs : null,
      }));
    case "queue_changed":
      return { ...state, queues: upsert(state.queues, event.queue) };
    case "agent_changed":
      return changeAgent(state, event.agent);
    case "floor_conversation_changed":
      return onFloor(state, (floor) => ({
        ...floor,
        conversations: upsert(floor.conversations, event.conversation),
      }));
    case "floor_conversation_closed":
      return onFloor(state, (floor) => ({
        ...floor,
        conversations: without(floor.conversations, event.conversation),
      }));
    case "plugins_changed":
      return { ...state, pluginNews: state.pluginNews + 1 };
    case "signed_out":
      return { ...state, signedOut: true };
    default:
      event satisfies never;
      return state;
  }
}

/** One into the same language replaces it. */
function withTranslation(message: MessageView, translation: TranslationView): MessageView {
  const others = (message.translations ?? []).filter(({ target }) => target !== translation.target);
  return { ...message, translations: [...others, translation] };
}

function withdraw(state: DeskState, id: string, reason: string): DeskState {
  const offer = state.offers.find((open) => open.id === id);
  if (offer === undefined) return state;
  const rest = { ...state, offers: without(state.offers, id) };
  // The agent knows what they did themselves.
  if (reason === "declined" || reason === "agent_not_available") return rest;
  const kind = reason === "expired" || reason === "agent_unreachable" ? "offer_missed" : "offer_gone";
  return notify(rest, kind, id, offer.conversation.contact.name ?? null, reason);
}

function add(state: DeskState, { conversation, messages }: HeldConversation): DeskState {
  return {
    ...state,
    offers: state.offers.filter((offer) => offer.conversation.id !== conversation.id),
    held: { ...state.held, [conversation.id]: { conversation, messages, typingSinceMs: null } },
    slots: seat(state.slots, conversation.id),
  };
}

function remove(state: DeskState, id: string, reason: string): DeskState {
  const gone = state.held[id];
  if (gone === undefined) return state;
  const held = Object.fromEntries(Object.entries(state.held).filter(([key]) => key !== id));
  const rest = { ...state, held, slots: vacate(state.slots, id) };
  // A wrap-up that ends is expected; losing a live talk is not, so the agent is told.
  if (reason === "closed" && gone.conversation.state.kind !== "assigned") return rest;
  const kind = reason === "requeued" ? "requeued" : "closed";
  return notify(rest, kind, id, gone.conversation.contact.name ?? null, reason);
}

function receive(held: Held, message: MessageView): Held {
  const last = held.messages.at(-1)?.seq ?? 0;
  // Seen already: the same message by snapshot and by event.
  if (message.seq <= last) return held;
  return {
    conversation: { ...held.conversation, last_seq: Math.max(held.conversation.last_seq, message.seq) },
    messages: [...held.messages, message],
    typingSinceMs: message.author.kind === "contact" ? null : held.typingSinceMs,
  };
}

/** Adds a page of earlier messages, as the transcript's REST page brings them. */
export function prepend(state: DeskState, id: string, earlier: readonly MessageView[]): DeskState {
  return inHeld(state, id, (held) => ({ ...held, messages: joinEarlier(earlier, held.messages) }));
}

/** Forgets a notice the agent has read. */
export function dismiss(state: DeskState, id: string): DeskState {
  return { ...state, notices: without(state.notices, id) };
}

/** Keeps what was loaded before if it reaches up to the new messages; a gap would be a lie. */
function joinEarlier(earlier: readonly MessageView[], later: readonly MessageView[]): readonly MessageView[] {
  const first = later[0]?.seq;
  if (first === undefined) return later;
  const before = earlier.filter((message) => message.seq < first);
  return before.at(-1)?.seq === first - 1 ? [...before, ...later] : later;
}

function changeAgent(state: DeskState, agent: AgentView): DeskState {
  const next = onFloor(state, (floor) => ({ ...floor, agents: upsert(floor.agents, agent) }));
  return next.me?.id === agent.id ? { ...next, me: agent } : next;
}

function notify(
  state: DeskState,
  kind: NoticeKind,
  id: string,
  name: string | null,
  reason: string,
): DeskState {
  const notice: Notice = { id, kind, name, reason };
  return { ...state, notices: [...without(state.notices, id), notice].slice(-4) };
}

function onFloor(state: DeskState, next: (floor: FloorView) => FloorView): DeskState {
  const { floor } = state;
  return floor === null ? state : { ...state, floor: next(floor) };
}

function inHeld(state: DeskState, id: string, next: (held: Held) => Held): DeskState {
  const held = state.held[id];
  return held === undefined ? state : { ...state, held: { ...state.held, [id]: next(held) } };
}

function upsert<T extends { readonly id: string }>(list: readonly T[], item: T): T[] {
  const known = list.some(({ id }) => id === item.id);
  return known ? list.map((old) => (old.id === item.id ? item : old)) : [...list, item];
}

function without<T extends { readonly id: string }>(list: readonly T[], id: string): T[] {
  return list.filter((item) => item.id !== id);
}

function byOfferedAt(offers: readonly OfferView[]): OfferView[] {
  return offers.toSorted((a, b) => a.offered_at.localeCompare(b.offered_at));
}

function byAssignedAt(a: ConversationView, b: ConversationView): number {
  return heldSince(a).localeCompare(heldSince(b));
}

function heldSince(conversation: ConversationView): string {
  return conversation.state.kind === "assigned" ? conversation.state.assigned_at : conversation.opened_at;
}
