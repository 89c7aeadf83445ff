/**
 * The shapes of the HTTP and console-socket API, as `host/wire` writes them. Every union is tagged
 * with `kind`; every time is RFC 3339 in UTC and named `…_at`.
 */

/** Who may do what. */
export type Role = "agent" | "supervisor" | "admin";

/** What an agent declares. `missed_offer` is the gateway's own reason for being away. */
export type PresenceView = { kind: "available" } | { kind: "away"; reason: string } | { kind: "offline" };

/** An agent. */
export interface AgentView {
  id: string;
  name: string;
  role: Role;
  presence: PresenceView;
  presence_since_at: string;
  connected: boolean;
  load: number;
  capacity: number;
  may_decline: boolean;
  queues: string[];
}

/** A queue. */
export interface QueueSummary {
  id: string;
  title: string;
  waiting: number;
  oldest_since_at: string | null;
  free_slots: number;
}

/** One further field of a contact. */
export interface FieldView {
  name: string;
  value: string;
}

/** Who the contact says they are. Nothing here is verified. */
export interface ContactView {
  name: string | null;
  account_number: string | null;
  locale: string | null;
  fields: FieldView[];
}

/** Who ended a talk. */
export type EndedByView =
  | { kind: "contact" }
  | { kind: "agent"; agent: string }
  | { kind: "supervisor"; agent: string }
  | { kind: "system" };

/** Where a conversation stands. */
export type StateView =
  | { kind: "queued"; since_at: string }
  | { kind: "offered"; since_at: string; offer: string; agent: string; expires_at: string }
  | { kind: "assigned"; agent: string; assigned_at: string }
  | { kind: "wrap_up"; agent: string; ended_by: EndedByView; ended_at: string; until_at: string }
  | {
      kind: "closed";
      closed_at: string;
      ended_by: EndedByView;
      abandoned: boolean;
      disposition: string | null;
      note: string | null;
    };

/** A conversation without its messages. */
export interface ConversationView {
  id: string;
  channel: string;
  queue: string;
  contact: ContactView;
  contact_connected: boolean;
  opened_at: string;
  state: StateView;
  last_seq: number;
  contact_read: number;
  agent_read: number;
  unanswered_since_at: string | null;
  dispositions: string[];
}

/** Who wrote a message. */
export type AuthorView = { kind: "contact" } | { kind: "agent"; agent: string; name: string } | { kind: "system" };

/** What a message says. Text is plain text, never markup. */
export type ContentView =
  | { kind: "text"; text: string }
  | { kind: "agent_joined"; name: string }
  | { kind: "requeued" }
  | { kind: "ended"; by: EndedByView };

/** One message. */
export interface MessageView {
  seq: number;
  at: string;
  author: AuthorView;
  content: ContentView;
  client_id?: string;
}

/** An open offer, with what the agent needs to decide. */
export interface OfferView {
  id: string;
  offered_at: string;
  expires_at: string;
  conversation: ConversationView;
  preview: string | null;
}

/** An error answer, `application/problem+json`. */
export interface Problem {
  type: string;
  code: string;
  status: number;
  title: string;
  detail: string;
  request_id?: string;
  retry_after_ms?: number;
}

/** Where a console is in its stream of events. */
export interface Cursor {
  epoch: string;
  seq: number;
}

/** A conversation on the agent's desk with its last messages. */
export interface HeldConversation {
  conversation: ConversationView;
  messages: MessageView[];
}

/** What a supervisor sees beyond the own desk. */
export interface FloorView {
  agents: AgentView[];
  conversations: ConversationView[];
}

/** Everything one console shows. */
export interface Snapshot {
  me: AgentView;
  queues: QueueSummary[];
  offers: OfferView[];
  conversations: HeldConversation[];
  away_reasons: string[];
  floor: FloorView | null;
}

/** What a console can ask for. */
export type Command =
  | { kind: "set_presence"; presence: PresenceView }
  | { kind: "accept_offer"; offer: string }
  | { kind: "decline_offer"; offer: string }
  | { kind: "send_message"; conversation: string; text: string }
  | { kind: "typing"; conversation: string; on: boolean }
  | { kind: "read"; conversation: string; seq: number }
  | { kind: "end_conversation"; conversation: string }
  | { kind: "finish_wrap_up"; conversation: string; disposition?: string | null; note?: string | null }
  | { kind: "requeue_conversation"; conversation: string }
  | { kind: "close_conversation"; conversation: string }
  | { kind: "set_capacity"; agent: string; capacity: number };

/** One change of what a console shows. */
export type Event =
  | { kind: "me_changed"; me: AgentView }
  | { kind: "offer_presented"; offer: OfferView }
  | { kind: "offer_changed"; offer: OfferView }
  | { kind: "offer_withdrawn"; offer: string; reason: string }
  | { kind: "conversation_added"; held: HeldConversation }
  | { kind: "conversation_changed"; conversation: ConversationView }
  | { kind: "conversation_removed"; conversation: string; reason: string }
  | { kind: "message_added"; conversation: string; message: MessageView }
  | { kind: "contact_typing"; conversation: string; on: boolean }
  | { kind: "queue_changed"; queue: QueueSummary }
  | { kind: "agent_changed"; agent: AgentView }
  | { kind: "floor_conversation_changed"; conversation: ConversationView }
  | { kind: "floor_conversation_closed"; conversation: string }
  | { kind: "signed_out" };

/** From the console. */
export type ClientFrame =
  | { kind: "hello"; protocol: number; resume?: Cursor | null }
  | { kind: "command"; id: string; command: Command }
  | { kind: "pong" };

/** From the gateway. */
export type ServerFrame =
  | { kind: "snapshot"; cursor: Cursor; server_at: string; snapshot: Snapshot }
  | { kind: "resumed"; server_at: string }
  | { kind: "event"; seq: number; event: Event }
  | { kind: "done"; id: string; seq?: number }
  | { kind: "refused"; id: string | null; problem: Problem }
  | { kind: "ping" };

/** `POST /api/v1/session`. */
export type SignIn =
  | { kind: "password"; agent: string; password: string }
  | { kind: "link"; token: string };

/** The answer to signing in, and `GET /api/v1/session`. */
export interface SessionView {
  agent: AgentView;
  expires_at: string;
}

/** `PUT /api/v1/presence`. */
export interface SetPresence {
  presence: PresenceView;
}

/** A page of conversations, newest first. */
export interface ConversationPage {
  items: ConversationView[];
  next_before?: string;
}

/** One agent as a candidate for an offer. */
export interface CandidateView {
  agent: string;
  idle_ms: number;
  load: number;
  capacity: number;
  verdict: string;
}

/** Why an offer went where it went. */
export interface BecauseView {
  queue: string;
  priority: number;
  waited_ms: number;
  ready: number;
  candidates: CandidateView[];
}

/** One step of a conversation's history. */
export interface StepView {
  at: string;
  what: string;
  agent: string | null;
  reason: string | null;
  because: BecauseView | null;
}

/** `GET /api/v1/conversations/{id}`. */
export interface ConversationDetail {
  conversation: ConversationView;
  steps: StepView[];
}

/** `GET /api/v1/conversations/{id}/explanation`. */
export interface ExplanationView {
  conversation: string;
  state: string;
  queue: string;
  position: number | null;
  candidates: CandidateView[];
}

/** A page of a transcript, in order. */
export interface MessagePage {
  items: MessageView[];
  has_earlier: boolean;
  has_later: boolean;
}

/** Whether a pre-chat field is shown. */
export type FieldRule = "off" | "allowed" | "required";

/** `GET /api/v1/channels/{channel}/config`. */
export interface WidgetConfig {
  title: string;
  launcher: string;
  greeting: string;
  accent: string;
  account_number: FieldRule;
  locale: string;
  panel: string;
}
