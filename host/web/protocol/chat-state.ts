import type { Choice, MessageFrame, StateFrame } from "./frames.ts";
import type { Link } from "./socket.ts";

/** Where a message of one's own is: waiting for the gateway, kept by it, or given up. */
export type SendState = "queued" | "sent" | "failed";

/** One line of the transcript as it is shown. */
export interface Line {
  /** The same before and after the gateway has numbered the message. */
  key: string;
  id: string | null;
  seq: number | null;
  from: "visitor" | "agent" | "system";
  name: string | null;
  text: string | null;
  notice: string | null;
  at: number;
  sending: SendState;
  /** Why it failed: a code of `refused`, or `no_answer`. */
  reason: string | null;
}

/** Where the conversation stands, as far as is known. `wait`: how long it will probably take, in milliseconds. */
export type Phase =
  | { kind: "unknown" }
  | { kind: "none" }
  | { kind: "queued"; position: number; since: number; wait: number | null }
  | { kind: "assigned"; agent: string }
  | { kind: "ended"; by: string };

/** Asking for a conversation: not asked, on its way, or refused. */
export type Starting = { kind: "no" } | { kind: "asked" } | { kind: "refused"; code: string; field: string | null };

/** What the visitor said of a conversation that has ended: nothing, on its way, kept, or not taken. */
export type Rating = "no" | "asked" | "kept" | "refused";

/** Everything a visitor's chat shows. Never changed in place. */
export interface ChatState {
  link: Link;
  /** Whether the connection was ever up: tells "connecting" from "reconnecting". */
  wasReady: boolean;
  conversation: string | null;
  phase: Phase;
  starting: Starting;
  /** What the gateway has numbered, in order, then what waits for it. */
  lines: readonly Line[];
  /** What the visitor may choose instead of writing. */
  choices: readonly Choice[];
  agentTyping: boolean;
  /** Up to where the agent has read. */
  agentRead: number;
  /** Up to where the visitor has read. */
  visitorRead: number;
  rating: Rating;
}

/** Before anything is known. */
export const nothingYet: ChatState = {
  link: "stopped",
  wasReady: false,
  conversation: null,
  phase: { kind: "unknown" },
  starting: { kind: "no" },
  lines: [],
  choices: [],
  agentTyping: false,
  agentRead: 0,
  visitorRead: 0,
  rating: "no",
};

/** The last number of the transcript. */
export function lastSeq(state: ChatState): number {
  return state.lines.reduce((last, { seq }) => Math.max(last, seq ?? 0), 0);
}

/** Whether somebody waits or talks. */
export function isLive(state: ChatState): boolean {
  return state.phase.kind === "queued" || state.phase.kind === "assigned";
}

/** Messages of the agent that the visitor has not read. */
export function unread(state: ChatState): number {
  return state.lines.filter(({ from, seq }) => from === "agent" && (seq ?? 0) > state.visitorRead).length;
}

/** Adds a message the gateway has numbered; it takes the place of the same message in waiting. */
export function withMessage(state: ChatState, frame: MessageFrame): ChatState {
  const line: Line = { ...frame, key: frame.id ?? `seq-${frame.seq}`, sending: "sent", reason: null };
  const others = state.lines.filter(({ key }) => key !== line.key);
  const numbered = others.filter(({ seq }) => seq !== null);
  const waiting = others.filter(({ seq }) => seq === null);
  return {
    ...state,
    lines: [...numbered, line, ...waiting],
    agentTyping: frame.from === "visitor" && state.agentTyping,
  };
}

/** The gateway may have cleaned a text that was shown as it was typed: its own version counts. */
export function withOriginal(state: ChatState, frame: MessageFrame): ChatState {
  const isOther = ({ id, seq, text }: Line): boolean => id !== null && id === frame.id && seq === frame.seq && text !== frame.text;
  if (!state.lines.some(isOther)) return state;
  return { ...state, lines: state.lines.map((line) => (isOther(line) ? { ...line, text: frame.text } : line)) };
}

/** Adds a message of one's own that the gateway does not have yet. */
export function withWaiting(state: ChatState, id: string, text: string, at: number): ChatState {
  if (state.lines.some(({ key, seq }) => key === id && seq !== null)) return state;
  const line: Line = {
    key: id,
    id,
    seq: null,
    from: "visitor",
    name: null,
    text,
    notice: null,
    at,
    sending: "queued",
    reason: null,
  };
  return { ...state, lines: [...state.lines.filter(({ key }) => key !== id), line] };
}

/** Changes how a waiting message stands. */
export function withSending(state: ChatState, id: string, sending: SendState, reason: string | null): ChatState {
  const lines = state.lines.map((line) => (line.key === id ? { ...line, sending, reason } : line));
  return { ...state, lines };
}

/** Makes a conversation the one that is shown; another one's transcript goes. */
export function withConversation(state: ChatState, conversation: string): ChatState {
  if (state.conversation === conversation) return state;
  if (state.conversation === null) return { ...state, conversation };
  return { ...forgotten(state), conversation };
}

/** No conversation is shown: what the gateway has numbered goes. */
export function forgotten(state: ChatState): ChatState {
  return {
    ...state,
    conversation: null,
    phase: { kind: "none" },
    lines: state.lines.filter(({ seq }) => seq === null),
    choices: [],
    agentTyping: false,
    agentRead: 0,
    visitorRead: 0,
    rating: "no",
  };
}

/** Takes over where the gateway says the conversation stands. */
export function withState(state: ChatState, frame: StateFrame): ChatState {
  if (frame.state === "none") return state.conversation === null ? { ...state, phase: { kind: "none" } } : forgotten(state);
  const next = withConversation(state, frame.conversation);
  switch (frame.state) {
    case "queued": {
      // The place moves and what was said of the wait still holds: a change of it is said, too.
      const wait = next.phase.kind === "queued" ? next.phase.wait : null;
      return { ...next, agentTyping: false, phase: { kind: "queued", position: frame.position, since: frame.since, wait } };
    }
    case "assigned":
      return { ...next, choices: [], phase: { kind: "assigned", agent: frame.agent } };
    case "ended":
      return { ...next, choices: [], agentTyping: false, phase: { kind: "ended", by: frame.by } };
  }
}

/** Takes over how long the wait will probably be; null: nobody knows. */
export function withWait(state: ChatState, wait: number | null): ChatState {
  const { phase } = state;
  return phase.kind === "queued" ? { ...state, phase: { ...phase, wait } } : state;
}
