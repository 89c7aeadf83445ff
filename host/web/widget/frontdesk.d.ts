/**
 * What the chat widget puts on your page, for TypeScript. Copy this file into your project.
 *
 * `Frontdesk` is there from the moment the loader has run, before anybody opens the chat. Every method may be called at
 * any time and answers the same object, so that calls can be chained.
 */
export {};

declare global {
  interface Window {
    Frontdesk: Frontdesk;
  }
  const Frontdesk: Frontdesk;

  /** The same events on the window: `addEventListener("frontdesk:started", …)`; `detail` is what a handler gets. */
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the way to add to the window's own list.
  interface WindowEventMap extends FrontdeskWindowEvents {}
}

type Scalar = string | number | boolean;

interface Variable {
  value: Scalar;
  /** What agents see it called. */
  label?: string;
  /** Agents see that it is there, and not what it is. */
  masked?: boolean;
}

export interface Frontdesk {
  /** Opens the window; `text` becomes the first message of the chat that the visitor begins. */
  start(chat?: { text?: string }): Frontdesk;
  /** Opens the window. */
  open(): Frontdesk;
  /** Closes the window; a chat goes on. */
  close(): Frontdesk;
  /** Ends the chat, without asking, and closes the window. Holds even if the page goes away at once. */
  end(): Frontdesk;
  /** Says who the visitor is, in a token that your server signed; null: nobody, or signed out. */
  identify(token: string | null): Frontdesk;
  /** Says what agents should know of the visitor; null takes one back. */
  setCustomerInfo(info: Record<string, Scalar | null | undefined>): Frontdesk;
  /** Takes all of that back. */
  resetCustomerInfo(): Frontdesk;
  /** Says which language the visitor speaks (BCP 47). */
  setLanguage(tag: string): Frontdesk;
  /** Gives the conversation variables: `_name`, or `$language`, `$accountNumber`, `$caseNumber`, `$emailAddress`. */
  setVariables(variables: Record<string, Scalar | Variable | null | undefined>): Frontdesk;
  /** Buttons of this page's invitations, in place of those that say something: at most 5 of 30 characters. */
  setInvitationQuickReplies(replies: string[]): Frontdesk;
  /** Whether a tone is heard for messages that come while the window is closed or the page has no focus. Without it, as the channel's design says. */
  setSound(on: boolean): Frontdesk;
  /** Calls `handler` each time something happens. */
  on<Name extends keyof FrontdeskEvents>(name: Name, handler: (detail: FrontdeskEvents[Name]) => unknown): Frontdesk;
  /** No more. */
  off<Name extends keyof FrontdeskEvents>(name: Name, handler: (detail: FrontdeskEvents[Name]) => unknown): Frontdesk;
}

/** Who ended it: the visitor, this page, an agent, a supervisor, or the gateway. */
type By = "visitor" | "page" | "agent" | "supervisor" | "system";

/** Events and what comes with them, in the order of a chat. */
export interface FrontdeskEvents {
  /** An invitation is on the screen. */
  "invitation-shown": { invitation: string };
  /** The window opened, or a chat of an earlier page goes on. */
  started: Record<string, never>;
  /** The form before a chat is shown. */
  "form-opened": Record<string, never>;
  /** The form for messages is shown in place of a chat; `reason` says why. */
  "offline-form-opened": { reason: "closed" | "unstaffed" | "full" | "left" };
  /** The visitor has left the line to write a message instead. */
  "queue-skipped": { conversation: string };
  /** What the page said of the visitor is on its way to the agent. */
  "info-sent": Record<string, never>;
  /** The gateway has taken the chat. */
  "session-created": { conversation: string };
  /** The chat is shown. */
  "chat-opened": { conversation: string };
  /** Something went wrong: a refusal's code, `connection_lost` (it is tried again), or `unreachable`. */
  "session-error": { code: string };
  /** The visitor chose not to wait any longer. */
  "queue-skipped": { conversation: string };
  /** The chat has ended at the gateway. */
  "session-ended": { conversation: string; reason: By };
  /** Nothing goes on any more: after `session-ended`, or when the window is closed before a chat. */
  ended: { reason: By };
}

type FrontdeskWindowEvents = { [Name in keyof FrontdeskEvents as `frontdesk:${Name}`]: CustomEvent<FrontdeskEvents[Name]> };
