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
  /** May take waiting conversations by hand. */
  may_pick: boolean;
  /** Finishes what is there and wants nothing new. */
  stops_new: boolean;
  /** What they speak (BCP 47), the primary language first. */
  languages: string[];
  queues: string[];
}

/** A queue. */
export interface QueueSummary {
  id: string;
  title: string;
  waiting: number;
  oldest_since_at: string | null;
  free_slots: number;
  /** How long the next to come will probably wait; not there: nobody knows. */
  estimated_wait_ms?: number;
  /** Nobody is asked: its agents take conversations by hand. */
  by_hand: boolean;
}

/** One further field of a contact. */
export interface FieldView {
  name: string;
  value: string;
}

/** Something that a contact is known by. */
export interface IdentityView {
  /** `customer` (behind a colon whose), `email`, `phone`, or a kind of the provider's own. */
  kind: string;
  value: string;
}

/** A variable of the page's. */
export interface VariableView {
  /** What it is called for people. */
  label: string;
  /** Null: it is masked, and nobody sees it. */
  value: string | null;
}

/** Who the contact says they are. Nothing but `identities` is verified. */
export interface ContactView {
  name: string | null;
  account_number: string | null;
  locale: string | null;
  fields: FieldView[];
  /** What the page gives the conversation; unverified. */
  variables?: VariableView[];
  /** Who it is, once they have been recognised: the same person on every channel. */
  person?: string;
  /** What the channel's provider or site vouches for. */
  identities?: IdentityView[];
  /** Their address on this channel, on channels with a provider. */
  address?: string;
  /** Since when they want no more messages. */
  stopped_at?: string;
}

/** Who ended a talk. */
export type EndedByView =
  | { kind: "contact" }
  | { kind: "agent"; agent: string }
  | { kind: "supervisor"; agent: string }
  | { kind: "system" }
  /** The contact, who left the line to write a message instead. */
  | { kind: "diverted" };

/** Where a conversation stands. */
export type StateView =
  | { kind: "scripted"; since_at: string }
  | { kind: "queued"; since_at: string }
  | { kind: "offered"; since_at: string; offer: string; agent: string; expires_at: string }
  | { kind: "assigned"; agent: string; assigned_at: string }
  | { kind: "parked"; agent: string; parked_at: string; until_at: string | null }
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
  /** When the contact wrote last; not there: not yet. */
  contact_wrote_at?: string;
  dispositions: string[];
  /** The language that it is held in (BCP 47); not there: not known. */
  language?: string;
  /** Not there: nobody has it, a language is not known, or there is no translator. */
  translation?: ConversationTranslationView;
}

/** Whether messages are translated. `hidden`: contact and agent share the agent's first language. */
export type TranslationModeView = "hidden" | "off" | "on";

/** Whether a conversation is translated for the agent who has it. Languages are BCP 47. */
export interface ConversationTranslationView {
  mode: TranslationModeView;
  contact: string;
  agent: string;
}

/** Why there is no translation. */
export type TranslationFailureView = "no_translator" | "timed_out" | "failed";

/** A translation of a contact's message. */
export interface TranslationView {
  source: string;
  target: string;
  at: string;
  /** Null: there is none. */
  text: string | null;
  engine: string | null;
  failure?: TranslationFailureView;
}

/** What an agent wrote for a contact who reads another language. */
export interface OriginalView {
  text: string;
  source: string;
  target: string;
  /** Null: nobody translated it, or the agent did. */
  engine: string | null;
  /** Whether the agent changed the translator's words. */
  edited: boolean;
  /** The contact got the text as it was written. */
  failure?: TranslationFailureView;
}

/** Who wrote a message. */
export type AuthorView = { kind: "contact" } | { kind: "agent"; agent: string; name: string } | { kind: "system" };

/** What a message says. Text is plain text, never markup. */
export type ContentView =
  /** With `original`, `text` is what the contact got in their language. */
  | { kind: "text"; text: string; attachments?: AttachmentView[]; template?: string; original?: OriginalView }
  | { kind: "agent_joined"; name: string }
  | { kind: "requeued" }
  | { kind: "answer_awaited" }
  | { kind: "ended"; by: EndedByView }
  | { kind: "stopped"; by: StoppedByView }
  | { kind: "resumed"; by: StoppedByView };

/** Who said that a contact wants no more messages, or wants them again. */
export type StoppedByView = { kind: "contact" } | { kind: "provider" } | { kind: "agent"; name: string };

/** What a file is shown as. */
export type MediaView = "image" | "audio" | "video" | "sticker" | "document";

/** A file that came with a message. What it says of itself is not to be believed. */
export interface AttachmentView {
  /** Its number in the message, from 1. */
  number: number;
  media: MediaView;
  name: string | null;
  mime: string | null;
  bytes: number | null;
}

/** How far a message to a contact has come. */
export type DeliveryStateView = "uncertain" | "sent" | "failed" | "delivered" | "read";

/** Why a message does not arrive. */
export interface DeliveryReasonView {
  /** `recipient`, `opted_out`, `window_closed`, `content`, `filtered`, `quota`, `misconfigured`, `other`. */
  cause: string;
  message: string;
  code: string | null;
}

/** How far a message has come, and since when. */
export interface DeliveryView {
  state: DeliveryStateView;
  at: string;
  reason?: DeliveryReasonView;
}

/** How the length of a text is counted. */
export type CountingView = "characters" | "sms";

/** A text that the channel's provider has approved; `{{1}}`, `{{2}}` … stand for values. */
export interface TemplateView {
  name: string;
  language: string;
  text: string;
}

/** A channel, and what it can do. */
export interface ChannelView {
  id: string;
  title: string;
  /** Whether its contacts hold a live socket; else a provider carries the messages. */
  live: boolean;
  /** Characters of one message of the provider's; longer texts go out in parts. */
  max_chars: number;
  counting: CountingView;
  /** Whether it is told that a message was delivered, or read. */
  delivered: boolean;
  read: boolean;
  /** For how many seconds after the contact's last message any text may be sent; null: always. */
  window_s: number | null;
  /** For how many seconds a person's text may be sent, where that is longer. */
  window_extended_s: number | null;
  /** Texts for when the window is closed. */
  templates: TemplateView[];
  can_initiate: boolean;
  /** What kind of address a contact has: `phone`, or a name that only this channel knows. */
  address: string;
  /** Files that an agent may send; null: the provider takes none. */
  files: FileRulesView | null;
}

/** Which files may be sent on a channel: what the gateway takes and the provider does. */
export interface FileRulesView {
  /** Bytes of one. */
  bytes_max: number;
  /** How many in one message. */
  count_max: number;
  /** Content types. */
  types: string[];
}

/** `POST /api/v1/conversations/{id}/files`: a file that can be sent now. */
export interface UploadedFile {
  /** Names it in `send_files`. */
  id: string;
  media: MediaView;
  name: string;
  mime: string;
  bytes: number;
}

/** `GET /api/v1/channels`, by id. */
export interface ChannelList {
  items: ChannelView[];
}

/** One message. */
export interface MessageView {
  seq: number;
  at: string;
  author: AuthorView;
  content: ContentView;
  client_id?: string;
  /** Of a message that a provider carries; not there: on its way to the provider. */
  delivery?: DeliveryView;
  /** Of what the contact wrote, one for each language that an agent needed. */
  translations?: TranslationView[];
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
  /** Everything that is wrong, where several things can be at once. */
  errors?: PlacedProblem[];
  /** What is wrong with a file of customers that was not taken. */
  report?: ImportReport;
}

/** One of several things that are wrong. */
export interface PlacedProblem {
  /** Where: a line of a file, a section, or a field: `addresses.0`. */
  place: string;
  problem: string;
  /** Empty when `problem` says it. */
  remedy: string;
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

/** How a channel's widget is put on a site, and where it was seen. */
export interface Installation {
  gateway: string;
  title: string;
  loader: string;
  pinned_loader: string;
  integrity: string;
  page: string;
  allowed_origins: string[];
  seen: SiteSeen[];
}

/** A site whose pages asked for a channel. */
export interface SiteSeen {
  origin: string;
  at: string;
  allowed: boolean;
}

/** Everything one console shows. */
export interface Snapshot {
  me: AgentView;
  queues: QueueSummary[];
  offers: OfferView[];
  conversations: HeldConversation[];
  away_reasons: string[];
  pop_on_offer: boolean;
  floor: FloorView | null;
}

/** A template and what stands for its placeholders, in order. */
export interface FilledTemplate {
  name: string;
  language: string;
  values: string[];
}

/** A translation that the agent has seen before it is sent. */
export interface GivenTranslation {
  text: string;
  /** Null: the agent's own words. */
  engine: string | null;
  edited: boolean;
}

/** What a console can ask for. */
export type Command =
  | { kind: "set_presence"; presence: PresenceView }
  | { kind: "accept_offer"; offer: string }
  | { kind: "decline_offer"; offer: string }
  /** Without `translation` the gateway translates, if the conversation is translated. */
  | { kind: "send_message"; conversation: string; text: string; translation?: GivenTranslation | null }
  | { kind: "send_files"; conversation: string; text: string; files: string[] }
  | { kind: "switch_translation"; conversation: string; on: boolean }
  | { kind: "translate_message"; conversation: string; seq: number }
  | { kind: "send_template"; conversation: string; name: string; language: string; values: string[] }
  | { kind: "start_conversation"; channel: string; address: string; text?: string | null; template?: FilledTemplate | null }
  | { kind: "stop_contact"; conversation: string }
  | { kind: "resume_contact"; conversation: string }
  | { kind: "typing"; conversation: string; on: boolean }
  | { kind: "read"; conversation: string; seq: number }
  | { kind: "end_conversation"; conversation: string }
  | { kind: "finish_wrap_up"; conversation: string; disposition?: string | null; note?: string | null }
  | { kind: "stop_new"; on: boolean }
  | { kind: "take_conversation"; conversation: string }
  | { kind: "give_conversation"; conversation: string; agent: string }
  /** To one of the two. */
  | { kind: "transfer_conversation"; conversation: string; queue?: string | null; agent?: string | null }
  | { kind: "park_conversation"; conversation: string }
  | { kind: "resume_conversation"; conversation: string }
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
  | { kind: "delivery_changed"; conversation: string; seq: number; delivery: DeliveryView }
  | { kind: "translation_changed"; conversation: string; seq: number; translation: TranslationView }
  | { kind: "contact_typing"; conversation: string; on: boolean }
  | { kind: "queue_changed"; queue: QueueSummary }
  | { kind: "agent_changed"; agent: AgentView }
  | { kind: "floor_conversation_changed"; conversation: ConversationView }
  | { kind: "floor_conversation_closed"; conversation: string }
  | { kind: "plugins_changed" }
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

/** A page of conversations, newest first; those that wait, the longest first. */
export interface ConversationPage {
  items: ConversationView[];
  next_before?: string;
}

/** One agent as a candidate for an offer. */
export interface CandidateView {
  agent: string;
  name: string;
  idle_ms: number;
  load: number;
  capacity: number;
  /** In the queue, 1 to 10. */
  level: number;
  fluency: FluencyView;
  verdict: string;
}

/** How well an agent speaks a contact's language. */
export type FluencyView = "none" | "secondary" | "primary";

/** A skill that a conversation requires. */
export interface RequiredSkill {
  skill: string;
  level: number;
}

/** Why an offer went where it went. */
export interface BecauseView {
  queue: string;
  priority: number;
  waited_ms: number;
  ready: number;
  /** In thousandths, where the order is by score. */
  score?: number;
  language?: string;
  required?: RequiredSkill[];
  candidates: CandidateView[];
}

/** One step of a conversation's history. */
export interface StepView {
  at: string;
  what: string;
  agent: string | null;
  reason: string | null;
  because: BecauseView | null;
  /** The queue it went to. */
  queue?: string;
  /** The agent it waits for there first. */
  to?: string;
  language?: string;
  /** The script, the object of it that was left, and by which exit. */
  script?: string;
  object?: string;
  exit?: string;
}

/** `GET /api/v1/reports/scripts`. */
export interface ScriptReports {
  items: ScriptReport[];
}

/** How conversations go through one script. */
export interface ScriptReport {
  name: string;
  objects: ScriptObjectReport[];
}

/** How conversations go through one object of a script. */
export interface ScriptObjectReport {
  tag: string;
  /** Null: the configuration has it no more. */
  does: string | null;
  entered: number;
  /** How many are there at this moment. */
  here: number;
  exits: ExitCount[];
}

/** How many conversations left an object of a script by one exit. */
export interface ExitCount {
  exit: string;
  count: number;
}

/** `GET /api/v1/conversations/{id}`. */
export interface ConversationDetail {
  conversation: ConversationView;
  steps: StepView[];
  rating?: RatingView;
}

/** `GET /api/v1/conversations/{id}/explanation`. */
export interface ExplanationView {
  conversation: string;
  state: string;
  queue: string;
  position: number | null;
  language?: string;
  /** Whether agents who do not speak it are asked as well. */
  any_language: boolean;
  required?: RequiredSkill[];
  /** The agent who is waited for at this moment. */
  waits_for?: string;
  /** When one of these demands is given up next. */
  relaxes_at?: string;
  score?: number;
  candidates: CandidateView[];
}

/** A page of a transcript, in order. */
export interface MessagePage {
  items: MessageView[];
  has_earlier: boolean;
  has_later: boolean;
}

/** What answers of a form's field look like. */
export type FieldKind = "text" | "number" | "email" | "phone" | "choice";

/** Something to choose. */
export interface FieldChoice {
  value: string;
  /** By language; empty: as the value. */
  label: Record<string, string>;
}

/** A field of the form before a conversation. */
export interface FormField {
  name: string;
  /** By language, in lower case; empty: the widget's own words. */
  label: Record<string, string>;
  required: boolean;
  kind: FieldKind;
  chars_min: number;
  chars_max: number;
  /** `#` is a digit, `?` a letter, `*` either. */
  pattern?: string;
  choices?: FieldChoice[];
}

/** `GET /api/v1/channels/{channel}/config`. */
export interface WidgetConfig {
  title: string;
  launcher: string;
  greeting: string;
  accent: string;
  form: FormField[];
  languages: string[];
  locale: string;
  survey: SurveyAsked | null;
  /** What files visitors may send while an agent is with them. */
  files: FilesTaken | null;
  /** The form that is shown while nobody can be reached. */
  offline: OfflineForm | null;
  panel: string;
  /** The highest priority first. */
  invitations: Invitation[];
  /** Missing: as the keys above say. */
  design?: WidgetDesign | null;
}

export type DesignTheme = "auto" | "light" | "dark";
export type DesignSide = "right" | "left";
/** What a page shows of a chat before it is opened. */
export type DesignButton = "text" | "round" | "none";

/** How a visitor notices a message while the window is closed. */
export interface DesignNotifications {
  badge: boolean;
  tab: boolean;
  sound: boolean;
}

/** A picture; its address is relative to the gateway, in a preview a `data:` one. */
export interface DesignPicture {
  src: string;
  alt: string;
}

/** How a web chat looks. Colours are `#rrggbb`, by what they are the colour of, as far as they are not the usual ones. */
export interface WidgetDesign {
  theme: DesignTheme;
  /** CSS pixels, 0 to 24. */
  corner: number;
  position: DesignSide;
  button: DesignButton;
  light: Record<string, string>;
  dark: Record<string, string>;
  logo?: DesignPicture | null;
  image?: DesignPicture | null;
  avatar?: DesignPicture | null;
  notifications: DesignNotifications;
  /** Words of the window in place of the widget's own, by what they are. */
  words: Record<string, string>;
}

/** `POST /api/v1/designs/preview`. */
export interface PreviewDesign {
  channel: string;
  /** `[design.NAME]` and what is in it. */
  text: string;
  /** The language of the window (BCP 47). */
  language: string;
}

/** The form that is shown while nobody can be reached. Texts are by language (BCP 47, in lower case). */
export interface OfflineForm {
  title: Record<string, string>;
  text: Record<string, string>;
  /** What it asks for besides name, email address, subject and message. */
  fields: FormField[];
}

/** Whether somebody can be reached on a channel at this moment. */
export interface Availability {
  /** Null: a chat can begin. */
  offline: OfflineReason | null;
  opens_at: string | null;
}

/** Why nobody can be reached. */
export type OfflineReason = "closed" | "unstaffed" | "full";

/** What somebody leaves while nobody can be reached. */
export interface LeaveMessage {
  id: string;
  name: string;
  email: string;
  subject?: string;
  text: string;
  fields?: Record<string, string>;
  locale?: string | null;
}

/** Messages whose mails have not left. */
export interface OfflineMessageList {
  items: OfflineMessageView[];
  next: string | null;
}

/** A message whose mail has not left. */
export interface OfflineMessageView {
  id: string;
  channel: string;
  channel_title: string;
  left_at: string;
  name: string;
  email: string;
  subject: string;
  text: string;
  case: string | null;
  mail: OfflineMail;
  tries: number;
  why: string | null;
}

/** How the mail of a message stands. */
export type OfflineMail = "waiting" | "refused";

/** An invitation that the pages of a channel may show. Texts are by language (BCP 47, in lower case). */
export interface Invitation {
  name: string;
  title: Record<string, string>;
  message: Record<string, string>;
  buttons: InvitationButton[];
  decline: Record<string, string>;
  /** Missing: the channel's. */
  accent?: string | null;
  /** Missing: the design's, or a bubble. */
  logo?: DesignPicture | null;
  /** Missing: none. */
  image?: DesignPicture | null;
  priority: number;
  /** Of so many percent of visitors it is kept back. */
  hold_out: number;
  when: Condition;
  caps: InvitationCaps;
}

/** A button that opens the chat; its text, if it has one, is the visitor's first message. */
export interface InvitationButton {
  label: Record<string, string>;
  text: Record<string, string>;
}

/** How often an invitation is shown. */
export interface InvitationCaps {
  per_session: number;
  per_visitor: number;
  cooldown_h: number;
  after_decline_h: number;
  after_chat_h: number;
}

/** How a pattern is read. */
export type PatternSyntax = "glob" | "path" | "regex";

/** Something that holds on a page or does not. Times count while the page is visible. */
export type Condition =
  | { kind: "all"; of: Condition[] }
  | { kind: "any"; of: Condition[] }
  | { kind: "not"; of: Condition }
  | { kind: "url"; syntax: PatternSyntax; pattern: string }
  | { kind: "referrer"; syntax: PatternSyntax; pattern: string }
  | { kind: "utm"; name: string; value: string }
  | { kind: "dwell"; selector: string; ms: number }
  | { kind: "visible"; selector: string; ms: number }
  | { kind: "page"; seconds: number }
  | { kind: "site"; seconds: number }
  | { kind: "idle"; seconds: number }
  | { kind: "pages"; min: number; max: number | null }
  | { kind: "visits"; min: number; max: number | null }
  | { kind: "scroll"; percent: number }
  | { kind: "exit" }
  | { kind: "device"; touch: boolean }
  | { kind: "language"; tags: string[] }
  | { kind: "data"; name: string; values: string[] };

/** A place that is kept for a visitor while an invitation is on their screen. */
export interface InvitationLease {
  token: string;
  expires_in_ms: number;
}

/** What became of an invitation on a visitor's screen. */
export type Outcome = "accepted" | "declined" | "considered" | "not_shown";

/** `GET /api/v1/reports/invitations`. */
export interface InvitationReport {
  items: InvitationDay[];
}

/** What became of an invitation on one day. Chats count on the day on which it was, or would have been, shown. */
export interface InvitationDay {
  day_at: string;
  channel: string;
  invitation: string;
  shown: number;
  accepted: number;
  declined: number;
  expired: number;
  shown_chatted: number;
  held_out: number;
  held_out_chatted: number;
}

/** What is asked for: satisfaction from 1 to 5, or recommending from 0 to 10. */
export type SurveyScale = "csat" | "nps";

/** What files visitors may send. */
export interface FilesTaken {
  /** Bytes of one. */
  bytes_max: number;
  /** Their content types. */
  kinds: string[];
}

/** What the widget asks once a conversation has ended. */
export interface SurveyAsked {
  scale: SurveyScale;
  question: Record<string, string>;
  comment: boolean;
}

/** What a contact said of a conversation. */
export interface RatingView {
  scale: SurveyScale;
  score: number;
  comment: string | null;
  at: string;
}

/** How satisfied contacts were. `result` in hundredths. */
export interface Satisfaction {
  scale: SurveyScale;
  answers: number;
  scores: number[];
  result: number;
}

/** How satisfied contacts were with one queue or agent. */
export interface SatisfactionOf {
  id: string;
  name: string;
  satisfaction: Satisfaction;
}

/** A conversation of which something was said in words. */
export interface RatedConversation {
  conversation: string;
  channel: string;
  queue: string;
  agent: string | null;
  rating: RatingView;
}

/** `GET /api/v1/reports/satisfaction`. */
export interface SatisfactionReport {
  from: string;
  to: string;
  all: Satisfaction[];
  queues: SatisfactionOf[];
  agents: SatisfactionOf[];
  comments: RatedConversation[];
  cut: boolean;
}

/** What a plugin is for. */
export type PluginRole = "channel" | "crm" | "translator" | "bot";

/** How a plugin fares. */
export type PluginHealth = "running" | "degraded" | "quarantined" | "failed";

/** Whether a plugin's calls are let through. */
export type PluginBreaker = { kind: "closed" } | { kind: "open"; until_at: string } | { kind: "half_open" };

/** Messages on their way to a channel's component. */
export interface OutboxView {
  waiting: number;
  oldest_at: string | null;
  dead_letters: number;
}

/** Something that went wrong with a plugin. */
export interface PluginErrorView {
  at: string;
  cause: string;
  message: string;
}

/** The version that ran before. */
export interface EarlierVersion {
  version: string;
  digest: string;
}

/** One configured plugin in a list. */
export interface PluginRow {
  name: string;
  role: PluginRole;
  title: string;
  component: string;
  version: string;
  digest: string;
  file: string;
  generation: number;
  health: PluginHealth;
  since_at: string;
  calls: number;
  faults: number;
  p50_us: number | null;
  p95_us: number | null;
  breaker: PluginBreaker;
  outbox: OutboxView | null;
  last_error: PluginErrorView | null;
  earlier: EarlierVersion | null;
}

/** `GET /api/v1/plugins`. */
export interface PluginList {
  items: PluginRow[];
  at: string;
}

/** Something that a component asks for and is not granted. */
export interface PluginWant {
  what: string;
  toml: string;
  required: boolean;
}

/** One bound that a plugin runs in: its key in the configuration names the unit. */
export interface PluginLimit {
  key: string;
  value: number;
}

/** `GET /api/v1/plugins/{plugin}`, and the answer to what is done to one. */
export interface PluginDetail {
  plugin: PluginRow;
  instances: number;
  memory_bytes: number;
  asks: string[];
  grants: string[];
  wants: PluginWant[];
  limits: PluginLimit[];
  at: string;
}

/** How much a line of a plugin's log matters. */
export type PluginLogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** One line of a plugin's log, as the component wrote it. */
export interface PluginLogLine {
  number: number;
  at: string;
  level: PluginLogLevel;
  text: string;
}

/** `GET /api/v1/plugins/{plugin}/logs`. */
export interface PluginLogPage {
  items: PluginLogLine[];
  next_after: number;
  missed: number;
}

/** Which way a dead letter went. */
export type DeadLetterDirection = "in" | "out";

/** Something that could not be delivered. */
export interface DeadLetterRow {
  id: string;
  direction: DeadLetterDirection;
  conversation: string | null;
  at: string;
  attempts: number;
  reason: string;
  bytes: number;
}

/** `GET /api/v1/plugins/{plugin}/dead-letters`, newest first. */
export interface DeadLetterList {
  items: DeadLetterRow[];
  has_more: boolean;
}

/** `GET /api/v1/plugins/{plugin}/dead-letters/{letter}`. */
export interface DeadLetterDetail {
  letter: DeadLetterRow;
  payload: string;
  payload_is_partial: boolean;
}

/** One difference between two configurations. Secrets' values are not shown. */
export interface ConfigurationChange {
  key: string;
  before: string | null;
  after: string | null;
  needs_restart: boolean;
}

/** `GET /api/v1/configuration/changes` and the answer to a reload. */
export interface ConfigurationDiff {
  changes: ConfigurationChange[];
}

/** `POST /api/v1/conversations/{conversation}/translations`. */
export interface TranslateDraft {
  text: string;
}

/** What a contact would get. */
export interface DraftTranslation {
  source: string;
  target: string;
  /** Null: there is none, and the text would go out as it is. */
  text: string | null;
  /** Null: there is none, or there was nothing to translate. */
  engine: string | null;
  failure?: TranslationFailureView;
}

/** What a trial of a pair of languages came to. */
export type PairStateView = "serves" | "unsupported" | "useless" | "failed";

/** Two languages, and whether a translator takes texts from the one to the other. */
export interface TranslatedPairView {
  source: string;
  target: string;
  state: PairStateView;
  at: string;
  took_ms: number | null;
  reason: string | null;
}

/** A translator, and the pairs it was tried with. */
export interface TranslatorView {
  name: string;
  /** It failed again and again, and is left alone for a while. */
  resting: boolean;
  last_fault: string | null;
  pairs: TranslatedPairView[];
}

/** `GET /api/v1/translators`, in the order in which they are asked. */
export interface TranslatorList {
  items: TranslatorView[];
}

/** `POST /api/v1/simulations`: contacts as chance sends them, or as they came. */
export interface Simulate {
  /** Contacts an hour, by channel. */
  per_hour?: Record<string, number>;
  /** Instead of `per_hour`: the gateway's own contacts of the last so many days. */
  recorded_days?: number | null;
  handle_s?: number | null;
  /** Not there: nobody leaves, or of recorded contacts as the record shows. */
  patience_s?: number | null;
  hours?: number | null;
  target_s?: number | null;
  seed?: number | null;
  agents?: number | null;
  /** Changes over the configuration in force, in TOML. */
  changes?: string | null;
}

/** The answer: the same contacts in each column. */
export interface Simulation {
  contacts: number;
  length_s: number;
  target_s: number;
  recorded?: SimulatedRecord;
  columns: SimulatedColumn[];
}

/** What a record of past contacts shows. */
export interface SimulatedRecord {
  left: number;
  patience_mean_s: number | null;
  accept_mean_s: number | null;
}

/** What a column is of. */
export type SimulatedColumnKind = "as_it_was" | "in_force" | "fewer_agents" | "changed";

/** What came of one configuration and crew. */
export interface SimulatedColumn {
  kind: SimulatedColumnKind;
  /** On duty; null: nobody wrote it down. */
  agents: number | null;
  total: SimulatedFigures;
  queues: Record<string, SimulatedFigures>;
  answered_within: SimulatedPoint[];
  interval_s: number;
  intervals: SimulatedInterval[];
  /** Contacts who are left out, by channel, since there is no such channel in it. */
  left_out?: Record<string, number>;
}

/** The figures of one queue, or of all. */
export interface SimulatedFigures {
  offered: number;
  answered: number;
  abandoned: number;
  closed_unanswered: number;
  never_answered: number;
  turned_away: number;
  service_level_percent: number | null;
  abandoned_percent: number | null;
  wait_s: SimulatedSpread;
  left_after_s: SimulatedSpread;
  occupancy_percent: number | null;
  places_taken_percent: number | null;
  longest_line: number | null;
}

/** How a length of time is spread, in seconds; null of nobody. */
export interface SimulatedSpread {
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** Within so many seconds, so many of a hundred were answered. */
export interface SimulatedPoint {
  s: number;
  percent: number | null;
}

/** Those who came in one interval. */
export interface SimulatedInterval {
  offered: number;
  answered: number;
  within_target: number;
  abandoned: number;
}

/** A customer's record. */
export interface CustomerView {
  id: string;
  /** Counts the changes. */
  version: number;
  account_number: string | null;
  name: string;
  addresses: IdentityView[];
  notes: string;
  created_at: string;
  updated_at: string;
  /** The name of who changed it last. */
  updated_by: string;
  /** What the operator's own fields hold, by their names: numbers as `12.5`, dates as `2026-11-27`. */
  fields: Record<string, string>;
  /** In lower case. */
  tags: string[];
  /** The records that were taken in by this one, and can be taken out again. */
  merged: MergeView[];
}

/** A record that was taken in by another one. */
export interface MergeView {
  customer: string;
  name: string;
  at: string;
  by: string;
}

/** What an agent can give of a record. */
export interface CustomerDraft {
  account_number: string | null;
  name: string;
  addresses: IdentityView[];
  notes: string;
  fields?: Record<string, string>;
  tags?: string[];
}

/** A record that may be a contact's. */
export interface CustomerMatch {
  customer: CustomerView;
  /** By something that is vouched for. */
  verified: boolean;
  /** What it was found by: `account_number`, or the kind of an address. */
  by: string[];
}

/** Whose conversation it is, as far as the records tell. */
export interface ScreenPop {
  /** Whom an agent has said that it is. */
  linked: CustomerView | null;
  matches: CustomerMatch[];
  /** What is known from the conversation, to begin a new record with. */
  draft: CustomerDraft;
}

/** What the connected customer systems say, which are asked side by side. */
export interface SourceList {
  items: PopSource[];
}

/** What a connected customer system answered. */
export interface PopSource {
  connector: string;
  title: string;
  state: "found" | "nobody" | "no_answer" | "refused";
  people: PopPerson[];
  ms: number;
}

/** Somebody a connected customer system knows. */
export interface PopPerson {
  id: string;
  name: string | null;
  emails: string[];
  phones: string[];
  account_number: string | null;
  /** Their page there. */
  url: string | null;
}

/** Whom a conversation is with in a connected customer system; null: an agent has not said so. */
export interface ConversationSystem {
  link: SystemLinkView | null;
}

/** Somebody in a connected customer system, whom a conversation is with. */
export interface SystemLinkView {
  conversation: string;
  connector: string;
  title: string;
  /** The person's id there. */
  person: string;
  name: string | null;
  /** Their page there. */
  url: string | null;
  /** The name of the agent who said so. */
  linked_by: string;
  linked_at: string;
  /** The case there, once there is one. */
  case: SystemCaseView | null;
  log: SystemLogView;
}

/** A case in a connected customer system. */
export interface SystemCaseView {
  id: string;
  subject: string;
  url: string | null;
}

/** Where the log of a conversation is: it goes when the conversation closes, goes nowhere, is on its way, is there, was given up. */
export interface SystemLogView {
  state: SystemLogState;
  /** Since when, once the conversation has closed. */
  since: string | null;
  /** Tries that failed so far. */
  tries: number;
  /** Why the last one failed, or why it was given up. */
  why: string | null;
}

export type SystemLogState = "at_end" | "off" | "waiting" | "logged" | "refused";

/** Logs that are not in their customer systems: on their way, or given up. */
export interface SystemLogList {
  items: SystemLinkView[];
  next: string | null;
}

/** Whom a conversation is with: somebody whom the system finds for it. */
export interface SystemLink {
  connector: string;
  person: string;
}

/** A person to be made in a connected customer system. */
export interface SystemPersonCreation {
  connector: string;
  name: string;
  emails: string[];
  phones: string[];
  account_number: string | null;
}

/** A case to be opened in the customer system that the conversation is linked with. */
export interface SystemCaseCreation {
  subject: string;
}

/** Customers that were looked for. */
export interface CustomerList {
  items: CustomerView[];
  /** Behind which the others are; null: there are none. */
  next: string | null;
}

/** A new record, and the conversation that it is the customer of. */
export interface CustomerCreation {
  draft: CustomerDraft;
  conversation: string | null;
}

/** A changed record. `version` is what it was when it was read. */
export interface CustomerChange {
  version: number;
  draft: CustomerDraft;
}

/** Records that may be the same person. */
export interface CustomerMatches {
  items: CustomerMatch[];
}

/** `other` is taken in. */
export interface CustomerMerge {
  version: number;
  other: string;
  other_version: number;
}

/** `other` is taken out again. */
export interface CustomerUnmerge {
  version: number;
  other: string;
}

/** Something that had to do with a customer. */
export type TimelineItem =
  | {
      kind: "conversation";
      at: string;
      conversation: string;
      channel: string;
      channel_title: string;
      queue: string;
      /** The name of who answered. */
      agent: string | null;
      state: "open" | "closed";
      disposition: string | null;
      /** The contact's first line. */
      first: string;
    }
  | { kind: "case"; at: string; case: CaseView };

/** Newest first. */
export interface TimelinePage {
  items: TimelineItem[];
  next: string | null;
}

/** Somebody has looked at a record. */
export interface CustomerRead {
  at: string;
  /** Their name. */
  agent: string;
  what: "opened" | "exported" | "changed" | "merged";
}

/** Newest first. */
export interface CustomerReads {
  items: CustomerRead[];
  next: string | null;
}

/** What a custom field holds. */
export type CustomFieldKind = "text" | "url" | "number" | "date" | "pick_list";

/** A field that the operator has added to customers or to cases. */
export interface CustomFieldView {
  name: string;
  of: "customer" | "case";
  version: number;
  label: string;
  kind: CustomFieldKind;
  /** Of a pick list. */
  choices: string[];
  required: boolean;
  /** Kept where it holds something, and not asked for any more. */
  retired: boolean;
}

/** What of a field can change. */
export interface FieldDraft {
  label: string;
  choices: string[];
  required: boolean;
  retired: boolean;
}

export interface FieldCreation {
  name: string;
  of: "customer" | "case";
  kind: CustomFieldKind;
  draft: FieldDraft;
}

export interface FieldChange {
  version: number;
  draft: FieldDraft;
}

export interface FieldList {
  items: CustomFieldView[];
}

export type CaseStatus = "open" | "pending" | "solved" | "closed";
export type CaseSeverity = "low" | "medium" | "high" | "critical";
export type CasePriority = "low" | "normal" | "high" | "urgent";
/** `public`: the customer may be told of it. */
export type CaseVisibility = "public" | "private";

/** Something a customer wants to have settled. */
export interface CaseView {
  id: string;
  version: number;
  customer: string;
  customer_name: string;
  subject: string;
  description: string;
  status: CaseStatus;
  severity: CaseSeverity;
  priority: CasePriority;
  visibility: CaseVisibility;
  fields: Record<string, string>;
  tags: string[];
  follow_ups: FollowUpView[];
  conversations: string[];
  created_at: string;
  updated_at: string;
  updated_by: string;
}

/** What was noted of a case. */
export interface FollowUpView {
  at: string;
  by: string;
  text: string;
}

export interface CaseDraft {
  subject: string;
  description?: string;
  status?: CaseStatus;
  severity?: CaseSeverity;
  priority?: CasePriority;
  visibility?: CaseVisibility;
  fields?: Record<string, string>;
  tags?: string[];
}

export interface CaseCreation {
  customer: string;
  draft: CaseDraft;
  /** The one it came up in. */
  conversation?: string | null;
}

export interface CaseChange {
  version: number;
  draft: CaseDraft;
}

/** Something an agent means to do. */
export interface TaskView {
  id: string;
  version: number;
  title: string;
  due: string | null;
  agent: string;
  agent_name: string;
  customer: string | null;
  customer_name: string | null;
  case: string | null;
  done_at: string | null;
  created_at: string;
}

export interface TaskDraft {
  title: string;
  due: string | null;
  /** Null: oneself. */
  agent: string | null;
  customer: string | null;
  case: string | null;
  done: boolean;
}

export interface TaskChange {
  version: number;
  draft: TaskDraft;
}

/** The soonest due first. */
export interface TaskList {
  items: TaskView[];
}

/** What a file of customers holds, and what is wrong with it. */
export interface ImportReport {
  rows: number;
  new: number;
  updated: number;
  skipped: number;
  /** The first hundred. */
  problems: ImportProblem[];
  problems_total: number;
  /** What writes them; null: nothing is written. */
  job: string | null;
}

export interface ImportProblem {
  line: number;
  column: string | null;
  problem: string;
}

/** Something that the gateway does for a while. */
export interface CustomersJob {
  id: string;
  kind: "import" | "erase";
  done: number;
  total: number;
  state: "running" | "done";
}

/** `GET /api/v1/configuration/sections/{kind}`. */
export interface SectionList {
  sections: SectionSummary[];
  /** Why nothing can be changed here; null: it can. */
  read_only: string | null;
}

export interface SectionSummary {
  /** `script`, and what else is written in the console. */
  kind: string;
  name: string;
  /** Channels that name it. */
  used_by: string[];
}

/** `GET /api/v1/configuration/sections/{kind}/{name}`, and the answer to a change of it. */
export interface Section {
  /** `script`, and what else is written in the console. */
  kind: string;
  name: string;
  /** Its part of the file, comments and all. */
  text: string;
  /** Changes when the text does: what a change replaces. */
  digest: string;
  used_by: string[];
  read_only: string | null;
  /** Newest first. */
  revisions: SectionRevision[];
}

export interface SectionRevision {
  number: number;
  /** Milliseconds since 1970. */
  published_at: number;
  /** Empty: it was in the file. */
  published_by: string;
  digest: string;
}

/** `GET /api/v1/configuration/sections/{kind}/{name}/revisions/{number}`. */
export interface SectionRevisionText {
  text: string;
  digest: string;
  value: unknown;
}

/** `POST /api/v1/configuration/sections/{kind}/{name}/draft`: nothing is changed, and the name may be new. */
export interface SectionDraftRequest {
  text: string;
  edits: SectionEdit[];
}

/** A change to a section that keeps what stands around it. */
export interface SectionEdit {
  op: "set" | "remove" | "insert" | "move";
  /** Keys and indexes within the section, such as `["objects", 2, "next"]`. */
  path: (string | number)[];
  /** `set` and `insert`: what. */
  value?: unknown;
  /** `move`: where it goes, counted without it. */
  to?: number;
}

/** A section after edits, and what is wrong with it. */
export interface SectionDraft {
  text: string;
  /** The section as JSON; null while the text is not TOML. */
  value: unknown;
  problems: SectionProblem[];
}

export interface SectionProblem {
  /** Within the text, from 1; 0: it is elsewhere in the configuration. */
  line: number;
  column: number;
  problem: string;
  /** The path of what it is about, as far as it is known. */
  path: (string | number)[];
}

/** `PUT /api/v1/configuration/sections/{kind}/{name}`. */
export interface SectionPut {
  text: string;
  /** The digest of what it replaces; null: it is new. */
  replaces: string | null;
}

/** `POST /api/v1/scripts/trial`: a contact's way through a script that need not be published. */
export interface ScriptTrialRequest {
  name: string;
  text: string;
  /** A channel of this kind: `stream` shows buttons, `outbox` is text. */
  channel: string | null;
  language: string | null;
  /** Milliseconds since 1970; null: now. */
  at: number | null;
  variables: Record<string, string>;
  /** Everything since the beginning: each trial starts there. */
  steps: ScriptTrialStep[];
}

export type ScriptTrialStep =
  | { does: "write"; text: string }
  | { does: "wait"; seconds: number }
  /** `values`: of variables that come with it. */
  | { does: "answer"; answer: string; values?: Record<string, string> }
  | { does: "accept" }
  | { does: "leave" };

export interface ScriptTrial {
  said: ScriptTrialLine[];
  /** The objects that were left, and by which exit. */
  path: ScriptTrialExit[];
  /** The object where it is. */
  at: string | null;
  state: "scripted" | "queued" | "assigned" | "ended";
  queue: string | null;
  /** What may be chosen, while a menu asks. */
  choices: string[];
  /** What may be answered, while something outside is asked. */
  answers: string[];
  /** When something becomes due by itself, in seconds from there. */
  due_in_s: number | null;
}

export interface ScriptTrialExit {
  object: string;
  exit: string;
}

export interface ScriptTrialLine {
  /** Seconds since the beginning. */
  after_s: number;
  from: "contact" | "script" | "gateway";
  text: string;
}
