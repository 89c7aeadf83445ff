import type { WidgetConfig } from "../../protocol/api.ts";
import type { Details, Panel, PanelModule } from "../contract.ts";
import type { Shelf } from "../../protocol/storage.ts";
import { fetchConfig } from "./config.ts";
import type { Launcher } from "./launcher.ts";

/** What the panel is loaded for. */
export interface SlotOptions {
  gateway: string;
  channel: string;
  language: string | null;
  config: WidgetConfig;
  launcher: Launcher;
  shelf: Shelf;
}

/** What is kept of somebody who has signed out: nothing. */
const THEIRS = ["who", "token", "chat", "draft", "outbox"];

/** Where the panel goes once somebody wants it. */
export class PanelSlot {
  readonly #options: SlotOptions;
  #config: WidgetConfig;
  #panel: Panel | null = null;
  #loading: Promise<void> | null = null;
  #failures = 0;
  #contactLanguage: string | null = null;
  #details: Details | null = null;
  #identity: string | null = null;

  constructor(options: SlotOptions) {
    this.#options = options;
    this.#config = options.config;
  }

  /** Fetches the script ahead: the pointer is already on its way. A click that follows shows any failure. */
  prefetch(): void {
    if (this.#panel === null && this.#loading === null) import(/* @vite-ignore */ this.#address()).catch(() => undefined);
  }

  /** Opens or closes. */
  async toggle(): Promise<void> {
    if (this.#panel?.isOpen() === true) this.#panel.close();
    else await this.open();
  }

  /** Opens, with the focus inside. */
  async open(): Promise<void> {
    await this.load(true, true);
    this.#panel?.open();
  }

  /** Closes. */
  close(): void {
    this.#panel?.close();
  }

  /** The page says which language the visitor speaks. */
  setLanguage(tag: string): void {
    this.#contactLanguage = tag;
    this.#panel?.setLanguage?.(tag);
  }

  /** The page says more of the visitor. */
  describe(details: Details): void {
    this.#details = details;
    this.#panel?.describe?.(details);
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

  /** Loads the panel, once. */
  load(open: boolean, focus: boolean): Promise<void> {
    this.#loading ??= this.#load(open, focus).finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #load(open: boolean, focus: boolean): Promise<void> {
    if (this.#panel !== null) return;
    const { launcher, gateway, channel, language } = this.#options;
    launcher.busy(true);
    const script = await this.#fetch();
    launcher.busy(false);
    if (script === null) return;
    const config = this.#config;
    const page = document.documentElement.lang;
    this.#panel = script.mount({
      root: launcher.root,
      gateway,
      channel,
      config,
      language: [language, page, navigator.language, config.locale].find((tag) => tag) ?? "en",
      contactLanguage: this.#contactLanguage,
      details: this.#details,
      identity: this.#identity,
      layout: "floating",
      open,
      focus,
      launcher,
    });
  }

  /** The script's address holds its hash: after an upgrade of the gateway the old one is gone, so ask again. */
  async #fetch(): Promise<PanelModule | null> {
    for (const again of [false, true]) {
      try {
        if (again) {
          const config = await fetchConfig(this.#options.gateway, this.#options.channel);
          if (typeof config !== "string") this.#config = config;
        }
        return (await import(/* @vite-ignore */ this.#address())) as PanelModule;
      } catch {
        this.#failures += 1;
      }
    }
    return null;
  }

  /** A browser remembers a module that failed: another address makes it try again. */
  #address(): string {
    const url = new URL(this.#config.panel, this.#options.gateway);
    if (this.#failures > 0) url.searchParams.set("again", String(this.#failures));
    return url.href;
  }
}
