import type { WidgetConfig } from "../../protocol/api.ts";
import { browserShelf } from "../../protocol/storage.ts";
import { fetchConfig } from "./config.ts";
import { createLauncher } from "./launcher.ts";
import { PageApi } from "./page-api.ts";
import { PanelSlot } from "./panel-slot.ts";

/** Pauses before asking a gateway again that did not answer. After the last one the page is left alone. */
const RETRY_S = [5, 20, 60];

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

async function begin(tag: Tag, api: PageApi, attempt: number): Promise<void> {
  const answer = await fetchConfig(tag.gateway, tag.channel);
  if (answer === "unreachable") {
    const pause = RETRY_S[attempt];
    if (pause !== undefined) setTimeout(() => void begin(tag, api, attempt + 1), pause * 1_000);
  } else if (answer === "not_allowed") {
    explain(`the channel "${tag.channel}" does not allow ${location.origin} (allowed_origins in the gateway's configuration)`);
  } else if (answer === "no_channel") {
    explain(`the gateway has no channel "${tag.channel}"`);
  } else {
    show(tag, api, answer);
  }
}

/** Visitors see nothing; whoever put the chat on the page looks here. */
function explain(why: string): void {
  // eslint-disable-next-line no-console -- the page's own console is where its maker looks.
  console.warn(`Frontdesk shows no chat on this page: ${why}.`);
}

function show(tag: Tag, api: PageApi, config: WidgetConfig): void {
  if (document.querySelector("frontdesk-chat") !== null) return;
  const shelf = browserShelf(tag.channel);
  const launcher = createLauncher(config, tag.theme);
  const slot = new PanelSlot({ ...tag, config, launcher, shelf });
  api.attach(slot);
  const { button } = launcher;
  button.addEventListener("click", () => void slot.toggle());
  button.addEventListener("pointerenter", () => slot.prefetch());
  button.addEventListener("focus", () => slot.prefetch());
  addEventListener("frontdesk:open", () => void slot.open());
  addEventListener("frontdesk:close", () => slot.close());
  document.body.append(launcher.host);

  const resume = (): void => {
    if (shelf.get("token") === null || shelf.get("chat")?.includes('"live":true') !== true) return;
    void slot.load(shelf.get("open") === "1", false);
  };
  // A chat that began in another tab: this tab joins it.
  addEventListener("storage", ({ key }) => {
    if (key === `frontdesk:${tag.channel}:chat`) resume();
  });
  resume();
}

const tag = readTag();
if (tag !== null) {
  const api = new PageApi();
  // There at once, so that a page need not wait for a chat to say what it knows.
  const { setLanguage, setCustomerInfo, setVariables, identify } = api;
  Object.assign(window, { Frontdesk: { setLanguage, setCustomerInfo, setVariables, identify } });
  if (tag.contactLanguage !== undefined) api.setLanguage(tag.contactLanguage);
  if (document.body as HTMLElement | null) void begin(tag, api, 0);
  else addEventListener("DOMContentLoaded", () => void begin(tag, api, 0));
}
