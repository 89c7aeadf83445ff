import type { FilesTaken, OfflineForm, OfflineReason, SurveyAsked, WidgetConfig } from "../protocol/api.ts";
import type { Chat } from "../protocol/chat.ts";
import type { ChatState, Rating } from "../protocol/chat-state.ts";
import type { PageFrame } from "../protocol/frames.ts";
import type { Shelf } from "../protocol/storage.ts";
import type { Catalogue } from "./panel/catalogue.ts";

/** What the launcher (or the hosted page) lets the panel do to it. */
export interface LauncherPort {
  /** The window was opened or closed. */
  opened(open: boolean): void;
  /** So many messages are unread; `label` says it in words. */
  unread(count: number, label: string): void;
  /** Takes the focus back. */
  focus(): void;
}

/** What a page says of its visitor beside their language and identity. */
export type Details = Extract<PageFrame, { t: "details" }>;

/** What of a chat the window uses. */
export type ChatPort = Pick<Chat, "join" | "start" | "tell" | "identify" | "token" | "send" | "retry" | "discard" | "typing" | "read" | "end" | "divert" | "rate" | "forget" | "share">;

/** What the panel is mounted with. */
export interface MountOptions {
  /** Where it draws itself. */
  root: ShadowRoot;
  /** The gateway's address, with a slash at the end. */
  gateway: string;
  channel: string;
  config: WidgetConfig;
  /** The language of the window (BCP 47). */
  language: string;
  /** What the page says that the visitor speaks (BCP 47), as far as it has. */
  contactLanguage?: string | null;
  /** What else the page says of the visitor, as far as it has. */
  details?: Details | null;
  /** Who the page says that the visitor is, in a token of its server's, as far as it has. */
  identity?: string | null;
  /** `page`: the window is the whole page and cannot be closed. */
  layout: "floating" | "page";
  /** Whether the window is open from the start. */
  open: boolean;
  /** Whether a click opened it: then the focus goes in. */
  focus: boolean;
  launcher: LauncherPort | null;
  /** A chat to show in place of one at the gateway, and how it stands: for a preview. */
  pretend?: { chat: ChatPort; state: ChatState };
  /** Told after every change of the chat, and when the window opens or closes. */
  watch?: (state: ChatState, open: boolean, away?: Away) => void;
}

/** A mounted panel. */
export interface Panel {
  open(): void;
  close(): void;
  isOpen(): boolean;
  /** The visitor has chosen what to say: it becomes the first message of the chat that they begin. */
  say?(text: string | null): void;
  /** The page says which language the visitor speaks (BCP 47). */
  setLanguage?(tag: string): void;
  /** The page says more of the visitor: all that it has said so far, or which invitation they were shown. */
  describe?(said: PageFrame): void;
  /** The page says who the visitor is; null: they have signed out. */
  identify?(token: string | null): void;
  /** Takes the window away. */
  unmount?(): void;
}

/** What the panel script exports. The launcher may be older than the panel: only ever add to this. */
export interface PanelModule {
  mount: (options: MountOptions) => Panel;
}

/** What a survey is drawn with. */
export interface SurveyOptions {
  asked: SurveyAsked;
  /** The language of the window (BCP 47). */
  language: string;
  /** Gives the answer. */
  rate: (score: number, comment: string) => void;
}

/** What the survey's script exports: it comes with the panel, and is loaded once a chat has ended. */
export interface SurveyModule {
  /** Draws it into an element; answers how it is told what has become of the answer. */
  draw: (into: HTMLElement, options: SurveyOptions) => (rating: Rating) => void;
}

/** What the way to send files is drawn with. */
export interface FilesOptions {
  /** Where they go. */
  address: string;
  taken: FilesTaken;
  /** The language of the window (BCP 47). */
  language: string;
  /** Says whose they are; null: nobody is known. */
  token: () => string | null;
}

/** What the script of files exports: it comes with the panel, and is loaded where the channel takes files. */
export interface FilesModule {
  /** Draws it into an element; answers how it is taken away. */
  draw: (into: HTMLElement, options: FilesOptions) => () => void;
}

/**
 * Whether the form for messages stands in place of a chat, and why: not known yet; not at all; nobody can be
 * reached; or who waited has left the line for it.
 */
export type Away = "asking" | "no" | "left" | OfflineReason;

/** Knows whether the form for messages is due. */
export interface OfflineWatch {
  away: Away;
  /** When somebody can be reached again, in milliseconds since 1970. */
  opensAt: number | null;
  /** The visitor leaves the line: the form follows once they are out of it. */
  leave(): void;
  /** A chat may be tried again. */
  again(): void;
  /** Takes in how the chat stands. */
  look(state: ChatState, isOpen: boolean): void;
}

/** What the form for messages is drawn with. */
export interface OfflineOptions {
  /** Where messages go. */
  address: string;
  asked: OfflineForm;
  /** The language of the window (BCP 47). */
  language: string;
  /** What is known already, by field. */
  said: Record<string, string | null>;
  /** When somebody can be reached again, in milliseconds since 1970. */
  opensAt: number | null;
  /** The panel's words. */
  texts: Catalogue;
  /** Back to a chat; null: there is no such way. */
  again: (() => void) | null;
  /** Closes the window; null: it cannot be closed. */
  close: (() => void) | null;
}

/** What the script of the form for messages exports: it comes with the panel, where the channel has such a form. */
export interface OfflineModule {
  /** Begins to watch; `changed` is told of each change. */
  watch: (address: string, changed: () => void) => OfflineWatch;
  /** Draws it into an element. */
  draw: (into: HTMLElement, options: OfflineOptions) => void;
}

/** What the page and its chat are for invitations. */
export interface InvitePort {
  /** Whether the chat is open, or goes on. */
  isBusy(): boolean;
  /** What the page said that the visitor speaks. */
  contactLanguage(): string | null;
  /** What else the page said of them: facts and variables, as texts. */
  data(): ReadonlyMap<string, string>;
  /** The visitor takes an invitation up: opens the chat, with `text` as their first message. */
  accept(text: string | null): void;
  /** An invitation is on the screen. */
  shown(name: string): void;
  /** Which showing a chat counts for; null: none. */
  touched(token: string | null): void;
  /** Gives the focus to the launcher. */
  focus(): void;
}

/** What invitations are begun with. */
export interface InviteOptions {
  root: ShadowRoot;
  gateway: string;
  channel: string;
  config: WidgetConfig;
  /** The language of the window (BCP 47). */
  language: string;
  shelf: Shelf;
  page: InvitePort;
}

/** Invitations that are watched for. */
export interface Invite {
  /** Something is different that may make one due. */
  changed(): void;
  /** The chat was opened. */
  opened(): void;
  /** A chat began. */
  chatted(): void;
  /** The page gives replies in place of those that are configured. */
  setReplies(replies: readonly string[]): void;
}

/** What the script of invitations exports. Only ever add to this. */
export interface InviteModule {
  begin: (options: InviteOptions) => Invite;
}

/** A call of the page's: the method, and what it was given. */
export type Call = readonly [name: string, given: readonly unknown[]];

/** What a page's chat is begun with. */
export interface PageOptions {
  gateway: string;
  channel: string;
  /** The language that the script tag asks for (BCP 47). */
  language: string | null;
  launcher: LauncherPort & { root: ShadowRoot; busy(busy: boolean): void };
  shelf: Shelf;
  scripts: { config: WidgetConfig; load<Module>(name: string): Promise<Module | null> };
}

/** A page's chat. */
export interface Page {
  /** Opens or closes the window. */
  toggle(): void;
  /** Goes on with the chat of an earlier page. */
  resume(): void;
  /** Does what the page calls. */
  call(call: Call): void;
}

/** What the script of the page exports. The launcher may be older than it: only ever add to this. */
export interface PageModule {
  begin: (options: PageOptions) => Page;
}
