import type { WidgetConfig } from "../../protocol/api.ts";
import { unread, type ChatState } from "../../protocol/chat-state.ts";
import type { Away, Details, Invite, InviteModule, PageOptions, Panel, PanelModule } from "../contract.ts";
import { happened, nothing, standing } from "./happenings.ts";
import { TabTitle } from "./tab-title.ts";
import { playTone } from "./tone.ts";

/** What the panel is loaded for. */
export interface SlotOptions extends PageOptions {
  /** Tells the page that something has happened. */
  emit(name: string, detail: object): void;
}

/** What is kept of somebody who has signed out: nothing. */
const THEIRS = ["who", "token", "chat", "draft", "outbox"];

/** Where the panel goes once somebody wants it, and what a page shows by itself. */
export class PanelSlot {
  readonly #options: SlotOptions;
  #panel: Panel | null = null;
  #loading: Promise<void> | null = null;
  #contactLanguage: string | null = null;
  #details: Details | null = null;
  #identity: string | null = null;
  #standing = nothing;
  /** The page has ended the chat, and its end is not here yet. */
  #endedByPage = false;
  #invite: Invite | null = null;
  #replies: string[] | null = null;
  #touch: string | null = null;
  #sounds: boolean;
  readonly #tab: TabTitle | null;

  constructor(options: SlotOptions) {
    this.#options = options;
    const told = options.scripts.config.design?.notifications;
    this.#sounds = told?.sound === true;
    this.#tab = told?.tab ? new TabTitle(document) : null;
  }

  /** Opens or closes. */
  async toggle(): Promise<void> {
    if (this.#panel?.isOpen() === true) this.#panel.close();
    else await this.open();
  }

  /** Opens, with the focus inside. `text`: what the visitor says first, if they begin a chat. */
  async open(text: string | null = null): Promise<void> {
    await this.load(true, true);
    if (text !== null) this.#panel?.say?.(text);
    this.#panel?.open();
  }

  /** Closes. */
  close(): void {
    this.#panel?.close();
  }

  /** Ends the chat here and at the gateway, whatever becomes of the page. */
  end(): void {
    const { shelf, gateway, channel } = this.#options;
    const token = shelf.get("token");
    this.#endedByPage = this.#standing.running || this.#isLive();
    if (token !== null && this.#isLive()) {
      // As plain text, so that the browser need not ask first whether it may.
      fetch(`${gateway}api/v1/channels/${channel}/end`, { method: "POST", credentials: "omit", keepalive: true, body: JSON.stringify({ token }) }).catch(() => undefined);
    }
    this.close();
  }

  /** The page says which language the visitor speaks. */
  setLanguage(tag: string): void {
    this.#contactLanguage = tag;
    this.#panel?.setLanguage?.(tag);
    this.#invite?.changed();
  }

  /** The page says more of the visitor. */
  describe(details: Details): void {
    this.#details = details;
    this.#panel?.describe?.(details);
    this.#invite?.changed();
    if (this.#standing.view === "chat") this.#options.emit("info-sent", {});
  }

  /** A tone for each message that the visitor does not see come. */
  setSound(on: boolean): void {
    this.#sounds = on;
  }

  /** The page gives its own replies to invitations. */
  setReplies(replies: string[]): void {
    this.#replies = replies;
    this.#invite?.setReplies(replies);
  }

  /** The page says who the visitor is; null: nobody in particular. Whoever was nobody before keeps their chat. */
  identify(token: string | null): void {
    const { shelf } = this.#options;
    const wasSomebody = shelf.get("who") !== null;
    this.#identity = token;
    if (token !== null) shelf.set("who", "1");
    else if (!wasSomebody) return;
    this.#panel?.identify?.(token);
    if (token === null) for (const key of THEIRS) shelf.set(key, null);
  }

  /** Watches for the channel's invitations, if it has any. */
  async invite(): Promise<void> {
    const { launcher, gateway, channel, shelf, scripts } = this.#options;
    // A gateway that is older than this script knows of none.
    if (!(scripts.config as Partial<WidgetConfig>).invitations?.length) return;
    const script = await scripts.load<InviteModule>("invite.js");
    const { config } = scripts;
    this.#invite =
      script?.begin({
        root: launcher.root,
        gateway,
        channel,
        config,
        shelf,
        language: this.#language(),
        page: {
          isBusy: () => this.#panel?.isOpen() === true || this.#isLive(),
          contactLanguage: () => this.#contactLanguage,
          data: () => this.#data(),
          accept: (text) => void this.open(text),
          shown: (invitation) => this.#options.emit("invitation-shown", { invitation }),
          touched: (token) => {
            this.#touch = token;
            this.#tellTouch();
          },
          focus: () => launcher.focus(),
        },
      }) ?? null;
    if (this.#replies !== null) this.#invite?.setReplies(this.#replies);
  }

  /** Loads the panel, once. */
  load(open: boolean, focus: boolean): Promise<void> {
    this.#loading ??= this.#load(open, focus).finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #load(open: boolean, focus: boolean): Promise<void> {
    if (this.#panel !== null) return;
    const { launcher, gateway, channel, scripts } = this.#options;
    launcher.busy(true);
    const script = await scripts.load<PanelModule>("panel.js");
    launcher.busy(false);
    if (script === null) {
      this.#options.emit("session-error", { code: "unreachable" });
      return;
    }
    this.#panel = script.mount({
      root: launcher.root,
      gateway,
      channel,
      config: scripts.config,
      language: this.#language(),
      contactLanguage: this.#contactLanguage,
      details: this.#details,
      identity: this.#identity,
      layout: "floating",
      open,
      focus,
      launcher,
      watch: (state, isOpen, away) => this.#watch(state, isOpen, away),
    });
    this.#tellTouch();
  }

  #watch(state: ChatState, isOpen: boolean, away: Away = "no"): void {
    const was = this.#standing;
    const is = standing(state, isOpen, was, away);
    this.#standing = is;
    this.#tab?.show(unread(state));
    if (is.heard > was.heard && was.view === "chat" && this.#sounds && !(isOpen && document.hasFocus())) playTone();
    for (const [name, detail] of happened(was, is, this.#endedByPage)) {
      if (name === "session-created") {
        if (this.#details !== null) this.#options.emit("info-sent", {});
        this.#invite?.chatted();
      }
      this.#options.emit(name, detail);
    }
    if (was.running && !is.running) this.#endedByPage = false;
    if (is.open && !was.open) this.#invite?.opened();
    else if (is.open !== was.open || is.view !== was.view) this.#invite?.changed();
  }

  #tellTouch(): void {
    if (this.#touch !== null) this.#panel?.describe?.({ t: "invitation", token: this.#touch });
  }

  #isLive(): boolean {
    return this.#options.shelf.get("chat")?.includes('"live":true') === true;
  }

  #language(): string {
    return [this.#options.language, document.documentElement.lang, navigator.language, this.#options.scripts.config.locale].find((tag) => tag) ?? "en";
  }

  /** What the page said, as texts. */
  #data(): Map<string, string> {
    const { info = {}, variables = {} } = this.#details ?? {};
    const said = [...Object.entries(info), ...Object.entries(variables).map(([name, said]) => [name, said?.value ?? null] as const)];
    return new Map(said.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));
  }
}
