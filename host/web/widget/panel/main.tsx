import { render } from "preact";

import { Chat } from "../../protocol/chat.ts";
import { isLive, nothingYet, unread } from "../../protocol/chat-state.ts";
import { browserPorts } from "../../protocol/ports.ts";
import { browserShelf } from "../../protocol/storage.ts";
import { browserTabs } from "../../protocol/tabs.ts";
import type { PageFrame } from "../../protocol/frames.ts";
import type { Away, ChatPort, Details, MountOptions, OfflineModule, Panel } from "../contract.ts";
import { loadBeside } from "./beside.ts";
import { directionOf, en, inOwnWords, wordsBeside, type Catalogue } from "./catalogue.ts";
import { Drafts } from "./drafts.ts";
import type { Parts } from "../form/lent.ts";
import { loadForm } from "./form-beside.ts";
import css from "./panel.css?inline";
import { ChatWindow, type WindowProps } from "./window.tsx";

/** Draws the chat window into a shadow root and connects it. */
export function mount(options: MountOptions): Panel {
  const { root, gateway, channel, config, language, launcher } = options;
  let texts = inOwnWords(en, config);
  const shelf = browserShelf(channel);
  const url = new URL(`api/v1/channels/${channel}/socket`, gateway.replace(/^http/, "ws")).href;
  let state = options.pretend?.state ?? nothingYet;
  let isOpen = options.open || options.layout === "page";
  /** Counts the times a person asked for the window: each moves the focus inside. */
  let summons = options.focus ? 1 : 0;

  // On a site the window speaks the site's language, which need not be the visitor's; a page of its own
  // is in the language that its link asks for.
  const locale = (options.layout === "page" && language) || navigator.language || config.locale;
  let contactLanguage = options.contactLanguage ?? null;
  let said: Details["info"] = {};
  let isPlanned = false;
  const words = wordsBeside(language);
  let hasWords = words === null;
  let first: string | null = null;
  let form: Parts | null = null;

  adopt(root);
  const box = document.createElement("div");
  box.className = "box";
  root.prepend(box);
  followKeyboard(box);

  const chat: ChatPort = options.pretend?.chat ?? new Chat({
    url,
    channel,
    locale,
    ports: browserPorts(),
    tabs: browserTabs(),
    shelf,
    identity: options.identity ?? null,
    changed(next) {
      state = next;
      draw();
    },
    shared(key, value) {
      if (key === "open" && typeof value === "boolean" && options.layout === "floating") show(value);
      if (key === "draft" && typeof value === "string") drafts.take(value);
    },
  });
  let offline: WindowProps["offline"] = null;
  /** Until the form for messages is there, nobody knows whether it is due; without it a chat can be tried. */
  let unknown: Away = config.offline ? "asking" : "no";
  const drafts = new Drafts(shelf, (draft) => chat.share("draft", draft), draw);

  function show(open: boolean): void {
    if (open === isOpen) return;
    isOpen = open;
    shelf.set("open", open ? "1" : null);
    draw();
  }

  function move(open: boolean): void {
    if (open) summons += 1;
    if (open === isOpen) draw();
    else {
      show(open);
      chat.share("open", open);
    }
    if (!open) launcher?.focus();
  }

  /** Later in the same turn: what is drawn may change the state, and drawing must not begin inside itself. */
  function draw(): void {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      drawNow();
    });
  }

  function drawNow(): void {
    const count = unread(state);
    launcher?.opened(isOpen);
    launcher?.unread(isOpen ? 0 : count, texts.newMessages(count));
    if (isLive(state)) first = null;
    offline?.watch.look(state, isOpen);
    const away = offline?.watch.away ?? unknown;
    options.watch?.(state, isOpen, away);
    if (!hasWords) return;
    render(
      <ChatWindow
        chat={chat}
        channel={channel}
        offline={offline}
        away={away}
        gateway={gateway}
        state={state}
        config={config}
        texts={texts}
        language={language}
        spoken={[contactLanguage ?? locale, locale]}
        said={said}
        direction={directionOf(language)}
        drafts={drafts}
        form={form}
        isOpen={isOpen}
        isPage={options.layout === "page"}
        summons={summons}
        first={first}
        close={() => move(false)}
      />,
      box,
    );
  }

  if (config.offline) {
    void loadBeside<OfflineModule>("offline.js")
      .then((script) => (offline = { script, watch: script.watch(`${gateway}api/v1/channels/${channel}/availability`, draw) }))
      .catch(() => (unknown = "no"))
      .finally(draw);
  }
  if (words !== null) {
    void loadBeside<{ words: Catalogue }>(words)
      .then((told) => (texts = inOwnWords(told.words, config)))
      // In English rather than not at all.
      .catch(() => undefined)
      .finally(() => {
        hasWords = true;
        draw();
      });
  }
  // With every panel, also of a chat that goes on: after an upgrade of the gateway it would be gone when it is needed.
  void loadForm(root).then((loaded) => {
    form = loaded;
    draw();
  });
  shelf.set("open", isOpen && options.layout === "floating" ? "1" : null);
  draw();
  chat.join();
  const setLanguage = (tag: string): void => {
    contactLanguage = tag;
    chat.tell({ t: "language", tag });
    draw();
  };
  if (contactLanguage !== null) setLanguage(contactLanguage);
  const describe = (frame: PageFrame): void => {
    if (frame.t === "details") said = frame.info;
    chat.tell(frame);
    draw();
  };
  const say = (text: string | null): void => {
    first = text;
    draw();
  };
  if (options.details) describe(options.details);
  const identify = (token: string | null): void => {
    chat.identify(token);
    if (token === null) drafts.take("");
  };
  return { open: () => move(true), close: () => move(false), isOpen: () => isOpen, say, setLanguage, describe, identify, unmount: () => render(null, box) };
}

function adopt(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** On phones the keyboard covers the page without resizing it: the window keeps to what is visible. */
function followKeyboard(box: HTMLElement): void {
  const view = window.visualViewport;
  if (view === null) return;
  const fit = (): void => {
    box.style.setProperty("--visible", `${Math.round(view.height)}px`);
    box.style.setProperty("--above", `${Math.round(view.offsetTop)}px`);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  fit();
}
