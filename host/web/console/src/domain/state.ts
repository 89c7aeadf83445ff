// What one console knows, as a plain value. Server state only: what the agent is looking at, drafts
// and unsent messages live in the stores.

import type {
  AgentView,
  ConversationView,
  FloorView,
  MessageView,
  OfferView,
  QueueSummary,
} from "../api/types.ts";

/** The desk has six places; a conversation keeps its place while it is held. */
export const SLOTS = 6;

export type Slots = readonly (string | null)[];

export interface Held {
  readonly conversation: ConversationView;
  /** In order, without gaps. */
  readonly messages: readonly MessageView[];
  /** Since when the contact types, by the gateway's clock; null while they do not. */
  readonly typingSinceMs: number | null;
}

export type NoticeKind = "offer_missed" | "offer_gone" | "requeued" | "closed";

/** Something that happened to the agent's work without their doing, shown until it is dismissed. */
export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
  /** The contact's name, if they gave one. */
  readonly name: string | null;
  readonly reason: string;
}

export interface DeskState {
  /** Whether a snapshot has arrived. */
  readonly ready: boolean;
  readonly signedOut: boolean;
  readonly me: AgentView | null;
  readonly queues: readonly QueueSummary[];
  /** Oldest first. */
  readonly offers: readonly OfferView[];
  readonly held: Readonly<Record<string, Held>>;
  readonly slots: Slots;
  readonly notices: readonly Notice[];
  readonly awayReasons: readonly string[];
  /** An offer shows whose conversation it is. */
  readonly popOnOffer: boolean;
  readonly floor: FloorView | null;
  /** Grows whenever plugins changed: what is shown of them is to be asked for again. */
  readonly pluginNews: number;
}

/** Before the first snapshot. `slots` is the order remembered from before a reload. */
export function initialState(slots: Slots = []): DeskState {
  return {
    ready: false,
    signedOut: false,
    me: null,
    queues: [],
    offers: [],
    held: {},
    slots: Array.from({ length: SLOTS }, (_, index) => slots[index] ?? null),
    notices: [],
    awayReasons: [],
    popOnOffer: false,
    floor: null,
    pluginNews: 0,
  };
}
