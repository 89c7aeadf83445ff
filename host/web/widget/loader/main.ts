import type { WidgetConfig } from "../../protocol/api.ts";
import { browserShelf } from "../../protocol/storage.ts";
import type { Call, Page, PageModule } from "../contract.ts";
import { fetchConfig } from "./config.ts";
import { createLauncher } from "./launcher.ts";
import { Scripts } from "./scripts.ts";

/** Pauses before asking a gateway again that did not answer. After the last one the page is left alone. */
const RETRY_S = [5, 20, 60];
/** What pages can call. The script that does it is fetched with the first call. */
const METHODS = "start open close end identify setLanguage setCustomerInfo resetCustomerInfo setVariables setInvitationQuickReplies setSound on off";

/** The script tag: where the gateway is, and which channel it asks for. */
interface Tag {
  gateway: string;
  channel: string;
  language: string | null;
  contactLanguage: string | undefined;
  theme: string | null;
}

function readTag(): Tag | null {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return null;
  const { channel, lang, contactLang, theme } = script.dataset;
  if (channel === undefined || !/^[\w-]{1,64}$/.test(channel)) return null;
  // The script is …/widget/<version>/loader.js, whatever path the gateway lives under.
  const gateway = new URL("../../", script.src).href;
  return { gateway, channel, language: lang ?? null, contactLanguage: contactLang, theme: theme ?? null };
}

/** What the page has called, until somebody does it. */
class Calls {
  readonly #waiting: Call[] = [];
  #take: ((call: Call) => void) | null = null;
  #called: () => void = () => undefined;

  /** What pages see, there at once: a page need not wait for a chat to say what it knows. */
  api(): object {
    const api: Record<string, (...given: unknown[]) => object> = {};
    for (const name of METHODS.split(" ")) {
      api[name] = (...given) => {
        this.add([name, given]);
        return api;
      };
    }
    return api;
  }

  add(call: Call): void {
    if (this.#take !== null) this.#take(call);
    else this.#waiting.push(call);
    this.#called();
  }

  /** `called`: there is something to do, now or at any time. */
  watch(called: () => void): void {
    this.#called = called;
    if (this.#waiting.length > 0) called();
  }

  /** From now on somebody does it. */
  handTo(take: (call: Call) => void): void {
    this.#take = take;
    this.#called = () => undefined;
    for (const call of this.#waiting.splice(0)) take(call);
  }
}

/** The language of the window, as far as the page or the browser say. */
const languageOf = ({ language }: Tag): string => language || document.documentElement.lang || navigator.language;

async function begin(tag: Tag, calls: Calls, attempt: number): Promise<void> {
  const answer = await fetchConfig(tag.gateway, tag.channel, languageOf(tag));
  if (answer === "unreachable") {
    const pause = RETRY_S[attempt];
    if (pause !== undefined) setTimeout(() => void begin(tag, calls, attempt + 1), pause * 1_000);
  } else if (answer === "not_allowed") {
    explain(`the channel "${tag.channel}" does not allow ${location.origin} (allowed_origins in the gateway's configuration)`);
  } else if (answer === "no_channel") {
    explain(`the gateway has no channel "${tag.channel}"`);
  } else {
    show(tag, calls, answer);
  }
}

/** Visitors see nothing; whoever put the chat on the page looks here. */
function explain(why: string): void {
  // eslint-disable-next-line no-console -- the page's own console is where its maker looks.
  console.warn(`Frontdesk shows no chat on this page: ${why}.`);
}

function show(tag: Tag, calls: Calls, config: WidgetConfig): void {
  if (document.querySelector("frontdesk-chat") !== null) return;
  const shelf = browserShelf(tag.channel);
  const launcher = createLauncher(config, tag.theme);
  const scripts = new Scripts(tag.gateway, tag.channel, languageOf(tag), config);
  let page: Promise<Page | null> | null = null;

  const load = async (): Promise<Page | null> => {
    launcher.busy(true);
    const script = await scripts.load<PageModule>("page.js");
    launcher.busy(false);
    const begun = script?.begin({ ...tag, scripts, launcher, shelf }) ?? null;
    // Whoever asks again tries again.
    if (begun === null) page = null;
    else calls.handTo((call) => begun.call(call));
    return begun;
  };
  /** Does something with the chat once it is there. */
  const use = (act?: (page: Page) => unknown): void => {
    page ??= load();
    void page.then((page) => page !== null && act?.(page));
  };
  const prefetch = (): void => scripts.prefetch("page.js", "panel.js", "form.js");

  const { button } = launcher;
  button.addEventListener("click", () => {
    prefetch();
    use((page) => page.toggle());
  });
  button.addEventListener("pointerenter", prefetch);
  button.addEventListener("focus", prefetch);
  addEventListener("frontdesk:open", () => use((page) => page.call(["open", []])));
  addEventListener("frontdesk:close", () => use((page) => page.call(["close", []])));
  document.body.append(launcher.host);

  const resume = (): void => {
    if (shelf.get("token") === null || shelf.get("chat")?.includes('"live":true') !== true) return;
    use((page) => page.resume());
  };
  // A chat that began in another tab: this tab joins it.
  addEventListener("storage", ({ key }) => {
    if (key === `frontdesk:${tag.channel}:chat`) resume();
  });
  calls.watch(() => use());
  resume();
  // A gateway that is older than this script knows of none.
  if ((config as Partial<WidgetConfig>).invitations?.length) use();
}

const tag = readTag();
if (tag !== null) {
  const calls = new Calls();
  Object.assign(window, { Frontdesk: calls.api() });
  if (tag.contactLanguage !== undefined) calls.add(["setLanguage", [tag.contactLanguage]]);
  if (document.body as HTMLElement | null) void begin(tag, calls, 0);
  else addEventListener("DOMContentLoaded", () => void begin(tag, calls, 0));
}
