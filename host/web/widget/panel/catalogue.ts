import type { WidgetConfig } from "../../protocol/api.ts";

/** Every text of the window that the site's configuration does not give. */
export interface Catalogue {
  minimise: string;
  end: string;
  endQuestion: string;
  endKeep: string;
  /** Of the fields that a form can have without words of its own. */
  labels: Record<string, string>;
  language: string;
  optional: string;
  missing: string;
  digits: (from: number, to: number) => string;
  like: (example: string) => string;
  start: string;
  starting: string;
  next: string;
  position: (place: number) => string;
  waitHint: string;
  /** Out of the line, to the form for messages. */
  leave: string;
  /** 60: an hour or more. */
  wait: (minutes: number) => string;
  waiting: string;
  talkingTo: (agent: string) => string;
  agentJoined: (agent: string) => string;
  requeued: string;
  ended: string;
  agent: string;
  you: string;
  typing: (agent: string) => string;
  conversation: string;
  message: string;
  choices: string;
  placeholder: string;
  send: string;
  sending: string;
  sent: string;
  read: string;
  failed: string;
  retry: string;
  discard: string;
  newChat: string;
  connecting: string;
  reconnecting: string;
  offline: string;
  unreachable: string;
  newMessages: (count: number) => string;
  toEnd: string;
  left: (characters: number) => string;
  reasons: { full: string; busy: string; tooLong: string; over: string; noAnswer: string; unfit: string; unknown: string; unchecked: string; later: string; other: string };
}

/** The window in English. */
export const en: Catalogue = {
  minimise: "Minimise chat",
  end: "End chat",
  endQuestion: "Do you want to end this chat?",
  endKeep: "Keep chatting",
  labels: { name: "Your name", account_number: "Account number", case_number: "Case number", email: "Email", phone: "Phone number" },
  language: "Language",
  optional: "optional",
  missing: "Please fill this in.",
  digits: (from, to) => `Please enter ${from === to ? to : `${from} to ${to}`} digits.`,
  like: (example) => `Please enter it like ${example}.`,
  start: "Start chat",
  starting: "Starting…",
  next: "You are next in line.",
  position: (place) => `You are number ${place} in line.`,
  waitHint: "You can already write your question here.",
  leave: "Leave a message instead",
  wait: (minutes) => `Probably ${minutes < 2 ? "about a minute" : minutes < 60 ? `about ${minutes} minutes` : "an hour or more"}.`,
  waiting: "Waiting for an agent",
  talkingTo: (agent) => `You are chatting with ${agent}`,
  agentJoined: (agent) => `${agent} joined the chat.`,
  requeued: "We are finding another colleague for you.",
  ended: "This chat has ended.",
  agent: "Agent",
  you: "You",
  typing: (agent) => `${agent} is typing…`,
  conversation: "Conversation",
  message: "Message",
  choices: "Answers to choose from",
  placeholder: "Write a message…",
  send: "Send",
  sending: "Sending…",
  sent: "Sent",
  read: "Read",
  failed: "Not sent.",
  retry: "Retry",
  discard: "Delete",
  newChat: "Start a new chat",
  connecting: "Connecting…",
  reconnecting: "Connection lost. Reconnecting…",
  offline: "You are offline. Messages are sent when the connection is back.",
  unreachable: "The chat cannot be reached right now. We keep trying.",
  newMessages: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  toEnd: "Go to the newest message",
  left: (characters) => `${characters} characters left`,
  reasons: {
    full: "Everybody is busy and the line is full. Please try again in a few minutes.",
    busy: "The chat is very busy right now. Please try again in a moment.",
    tooLong: "The text is too long.",
    over: "The chat has ended.",
    noAnswer: "There was no answer.",
    unfit: "Please check this.",
    unknown: "We do not find you by this. Please check it for typing errors.",
    unchecked: "This cannot be checked right now. Please try again in a moment.",
    later: "Please try again in ten minutes.",
    other: "That did not work.",
  },
};

/** The window in the words of its design, as far as it has some. */
export function inOwnWords(texts: Catalogue, { design }: Pick<WidgetConfig, "design">): Catalogue {
  const own: Record<string, unknown> = { ...texts };
  for (const [name, text] of Object.entries(design?.words ?? {})) {
    const key = name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    if (typeof own[key] === "string") own[key] = text;
  }
  return own as unknown as Catalogue;
}

/** Languages with words of their own, each in a script beside the panel's: most visitors need none of them. */
const BESIDE = ["de"];
const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);

/** A language without its region and script. */
export const base = (language: string): string => language.toLowerCase().split("-")[0] ?? "";

/** The script with the words of a language; null: they are the ones at hand, or there are none. */
export function wordsBeside(language: string): string | null {
  return BESIDE.includes(base(language)) ? `words-${base(language)}.js` : null;
}

/** The language the texts are really in: it may not be the one that was asked for. */
export function textLanguage(language: string, texts: Catalogue): string {
  return texts.send === en.send && base(language) !== "en" ? "en" : language;
}

/** Which way the language is written. */
export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(base(language)) ? "rtl" : "ltr";
}

/** Which words a refusal's code has. */
const REASONS: Record<string, keyof Catalogue["reasons"]> = {
  queue_full: "full",
  busy: "busy",
  storage_low: "busy",
  component_failed: "busy",
  text_too_long: "tooLong",
  frame_too_large: "tooLong",
  name_too_long: "tooLong",
  field_too_long: "tooLong",
  no_conversation: "over",
  wrong_state: "over",
  no_answer: "noAnswer",
  not_identified: "unknown",
  not_checked: "unchecked",
  too_many_guesses: "later",
  field_missing: "unfit",
  field_invalid: "unfit",
};

/** A refusal's code in words. */
export function reasonOf(code: string | null, texts: Catalogue): string {
  return texts.reasons[REASONS[code ?? ""] ?? "other"];
}
