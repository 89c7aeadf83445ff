import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { WidgetConfig } from "../../protocol/api.ts";
import type { ChatPort } from "../contract.ts";
import { lastSeq, unread, type ChatState } from "../../protocol/chat-state.ts";
import type { Away, OfflineModule, OfflineWatch } from "../contract.ts";
import { textLanguage, type Catalogue } from "./catalogue.ts";
import { Banner } from "./banner.tsx";
import { Composer } from "./composer.tsx";
import type { Drafts } from "./drafts.ts";
import type { Parts } from "../form/lent.ts";
import { Header } from "./header.tsx";
import { Offline } from "./offline.tsx";
import { QueueNote } from "./queue-note.tsx";
import { Transcript } from "./transcript.tsx";

/** What every part of the window gets. */
export interface WindowProps {
  chat: ChatPort;
  channel: string;
  /** The form for messages; null: the channel has none, or it is not loaded. */
  offline: { script: OfflineModule; watch: OfflineWatch } | null;
  /** Whether it stands in place of a chat. */
  away: Away;
  /** The gateway's address. */
  gateway: string;
  state: ChatState;
  config: WidgetConfig;
  texts: Catalogue;
  language: string;
  /** What the visitor may speak, the likeliest first. */
  spoken: readonly string[];
  /** What the page says of the visitor: the form is filled in with it. */
  said: Record<string, string | null>;
  direction: "ltr" | "rtl";
  drafts: Drafts;
  /** Null: its script is on its way. */
  form: Parts | null;
  isOpen: boolean;
  isPage: boolean;
  summons: number;
  /** What the visitor has chosen to say first. */
  first: string | null;
  close: () => void;
}

/** Which of the views is shown. */
type View = "loading" | "form" | "offline" | "chat" | "ended";

function viewOf(state: ChatState, away: Away, hasForm: boolean): View {
  if (away === "left") return "offline";
  const view = chatViewOf(state);
  if (view !== "form") return view;
  if (away !== "no") return away === "asking" ? "loading" : "offline";
  return hasForm ? "form" : "loading";
}

function chatViewOf(state: ChatState): View {
  switch (state.phase.kind) {
    case "queued":
    case "assigned":
      return "chat";
    case "ended":
      return "ended";
    case "unknown":
      return state.conversation === null ? "form" : "loading";
    case "none":
      return "form";
  }
}

/** The chat window: a region of the page that can be left at any time, not a modal one. */
export function ChatWindow(props: WindowProps): JSX.Element {
  const { chat, state, config, texts, isOpen, isPage, form, close } = props;
  const frame = useRef<HTMLElement>(null);
  const [asksEnd, setAsksEnd] = useState(false);
  const view = viewOf(state, props.away, form !== null);
  useFocus(frame, view, props);
  useReading(props);
  useEffect(() => {
    if (view !== "chat") setAsksEnd(false);
  }, [view]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    if (asksEnd) setAsksEnd(false);
    else if (!isPage) close();
  };
  const end = (): void => {
    setAsksEnd(false);
    chat.end();
    frame.current?.focus();
  };

  return (
    <section
      ref={frame}
      class={isPage ? "window page" : "window"}
      role={isPage ? "main" : "dialog"}
      aria-label={config.title}
      lang={textLanguage(props.language, texts)}
      dir={props.direction}
      hidden={!isOpen}
      tabIndex={-1}
      part="window"
      onKeyDown={onKeyDown}
    >
      <Header {...props} askEnd={() => setAsksEnd(true)} />
      <Banner state={state} texts={texts} />
      {asksEnd && form && <form.EndQuestion texts={texts} keep={() => setAsksEnd(false)} end={end} />}
      {view === "form" && form && <form.Before {...props} />}
      {view === "offline" && <Offline {...props} />}
      {view === "loading" && <p class="loading">{texts.connecting}</p>}
      <QueueNote {...props} />
      {(view === "chat" || view === "ended") && <Transcript {...props} />}
      {view === "chat" && form && <form.Choices {...props} />}
      {view === "chat" && form && <form.Attach {...props} />}
      {view === "chat" && <Composer {...props} />}
      {view === "ended" && form && <form.Ended {...props} />}
    </section>
  );
}

/**
 * A person who opens the window lands in its first field, and stays inside when the view changes. A
 * window that opens by itself takes no focus. On touch screens the field is not entered: that would
 * bring up the keyboard over half of the window.
 */
function useFocus(frame: { current: HTMLElement | null }, view: View, { isOpen, summons }: WindowProps): void {
  const shown = useRef(view);
  const wasInside = useRef(false);
  // Looked at before the old view goes: what had the focus may go with it.
  if (shown.current !== view) wasInside.current ||= hasFocus(frame.current);
  useEffect(() => {
    if (isOpen && summons > 0) enter(frame.current);
  }, [isOpen, summons]);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    if (isOpen && wasInside.current) enter(frame.current);
    wasInside.current = false;
  }, [view]);
}

function hasFocus(frame: HTMLElement | null): boolean {
  const root = frame?.getRootNode();
  return root instanceof ShadowRoot && frame?.contains(root.activeElement) === true;
}

function enter(frame: HTMLElement | null): void {
  const field = matchMedia("(pointer: coarse)").matches ? null : frame?.querySelector<HTMLElement>("[data-focus]");
  (field ?? frame)?.focus();
}

/** What is on the screen counts as read. */
function useReading({ chat, state, isOpen }: WindowProps): void {
  const [isShown, setShown] = useState(document.visibilityState === "visible");
  useEffect(() => {
    const look = (): void => setShown(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  const count = unread(state);
  useEffect(() => {
    if (!isOpen || !isShown || count === 0) return;
    chat.read(lastSeq(state));
  }, [isOpen, isShown, count]);
}
