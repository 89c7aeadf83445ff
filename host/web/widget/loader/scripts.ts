import type { WidgetConfig } from "../../protocol/api.ts";
import { fetchConfig } from "./config.ts";

/** The scripts beside the loader, each fetched when somebody needs it. */
export class Scripts {
  readonly #gateway: string;
  readonly #channel: string;
  readonly #language: string;
  /** The newest that is known. */
  config: WidgetConfig;
  #failures = 0;

  constructor(gateway: string, channel: string, language: string, config: WidgetConfig) {
    this.#gateway = gateway;
    this.#channel = channel;
    this.#language = language;
    this.config = config;
  }

  /** Fetches scripts ahead. Whoever needs one later sees any failure. */
  prefetch(...names: string[]): void {
    for (const name of names) import(/* @vite-ignore */ this.#address(name)).catch(() => undefined);
  }

  /**
   * A script; null: it cannot be had now. Addresses hold a hash: after an upgrade of the gateway the old one is gone, so
   * the configuration is asked for again.
   */
  async load<Module>(name: string): Promise<Module | null> {
    for (const again of [false, true]) {
      try {
        if (again) {
          const config = await fetchConfig(this.#gateway, this.#channel, this.#language);
          if (typeof config !== "string") this.config = config;
        }
        return (await import(/* @vite-ignore */ this.#address(name))) as Module;
      } catch {
        this.#failures += 1;
      }
    }
    return null;
  }

  /** A browser remembers a module that failed: another address makes it try again. */
  #address(name: string): string {
    const url = new URL(name, new URL(this.config.panel, this.#gateway));
    if (this.#failures > 0) url.searchParams.set("again", String(this.#failures));
    return url.href;
  }
}
