// Chromium, and a watch on everything a page should never say.
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const OUT = resolve(import.meta.dirname, "../out");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

function executable() {
  const paths = [process.env.FRONTDESK_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  const found = paths.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error("no Chromium: `apt-get install chromium`, or name it in FRONTDESK_CHROMIUM");
  return found;
}

export class Browsers {
  #browser;
  #contexts = [];
  /** What pages said that they should not have: uncaught errors, violations of a policy. */
  complaints = [];

  static async open() {
    const browsers = new Browsers();
    browsers.#browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
    return browsers;
  }

  /** A person with a browser of their own. */
  async person({ theme = "light", width = 1280, height = 800 } = {}) {
    const context = await this.#browser.newContext({
      colorScheme: theme,
      locale: "en-GB",
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(20_000);
    this.#contexts.push(context);
    context.on("page", (page) => this.#watch(page));
    return context;
  }

  #watch(page) {
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      // A connection that is refused while the gateway is down is Chromium's own remark.
      if (message.type() === "error" && !/WebSocket connection|Failed to load resource|net::ERR_/.test(text)) {
        this.complaints.push(`${page.url()}: ${text}`);
      }
    });
  }

  /** A picture of every open page, for whoever sees red. */
  async photograph(name) {
    mkdirSync(OUT, { recursive: true });
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [number, page] of pages.entries()) {
      const path = join(OUT, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}-${number}.png`);
      await page.screenshot({ path }).catch(() => undefined);
    }
  }

  /** Everybody leaves. */
  async clear() {
    await Promise.all(this.#contexts.map((context) => context.close()));
    this.#contexts = [];
    this.complaints = [];
  }

  async close() {
    await this.#browser.close();
  }
}
