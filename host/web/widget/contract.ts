import type { SurveyAsked, WidgetConfig } from "../protocol/api.ts";
import type { Rating } from "../protocol/chat-state.ts";
import type { PageFrame } from "../protocol/frames.ts";

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
}

/** A mounted panel. */
export interface Panel {
  open(): void;
  close(): void;
  isOpen(): boolean;
  /** The page says which language the visitor speaks (BCP 47). */
  setLanguage?(tag: string): void;
  /** The page says more of the visitor: all that it has said so far. */
  describe?(details: Details): void;
  /** The page says who the visitor is; null: they have signed out. */
  identify?(token: string | null): void;
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
