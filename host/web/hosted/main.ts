import { fetchConfig } from "../widget/loader/config.ts";
import { dress } from "../widget/loader/dress.ts";
import css from "./page.css?inline";
import type { PanelModule } from "../widget/contract.ts";

/** Pauses before asking a gateway again that did not answer; the last one repeats. */
const RETRY_S = [2, 5, 15];

/** `/chat/{channel}`, whatever path the gateway lives under. */
function readAddress(): { gateway: string; channel: string } | null {
  const match = /^(.*\/)chat\/([\w-]{1,64})\/?$/.exec(location.pathname);
  const [, path, channel] = match ?? [];
  if (path === undefined || channel === undefined) return null;
  return { gateway: new URL(path, location.origin).href, channel };
}

function say(words: string): void {
  const note = document.getElementById("note");
  if (note !== null) note.textContent = words;
}

async function begin(attempt: number): Promise<void> {
  const address = readAddress();
  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  const config = address === null ? "no_channel" : await fetchConfig(address.gateway, address.channel, asked);
  if (address === null || config === "no_channel" || config === "not_allowed") {
    say("This chat is not available.");
    return;
  }
  try {
    if (config === "unreachable") throw new Error("the gateway does not answer");
    const panel = new URL(config.panel, address.gateway);
    // A browser remembers a module that failed: another address makes it try again.
    if (attempt > 0) panel.searchParams.set("again", String(attempt));
    // What the panel asks for next is fetched with it.
    void import(/* @vite-ignore */ new URL("form.js", panel).href).catch(() => undefined);
    const { mount } = (await import(/* @vite-ignore */ panel.href)) as PanelModule;
    const host = document.createElement("frontdesk-chat");
    const looks = dress(host, config, null);
    const language = asked || config.locale;
    document.title = config.title;
    document.getElementById("note")?.remove();
    document.body.append(host);
    const root = host.attachShadow({ mode: "open" });
    const page = new CSSStyleSheet();
    page.replaceSync(css);
    root.adoptedStyleSheets = [looks, page];
    mount({
      ...address,
      root,
      config,
      language,
      layout: "page",
      open: true,
      focus: true,
      launcher: null,
    });
  } catch {
    say("The chat cannot be reached right now. Trying again…");
    setTimeout(() => void begin(attempt + 1), (RETRY_S[attempt] ?? 15) * 1_000);
  }
}

void begin(0);
