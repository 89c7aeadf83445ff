import type { ChatState } from "../../protocol/chat-state.ts";
import type { Away } from "../contract.ts";

/** What of a chat events are made of. */
export interface Standing {
  open: boolean;
  view: "form" | "offline" | "chat" | "ended" | "unknown";
  /** Whether the form for messages stands in place of a chat, and why. */
  away: Away;
  conversation: string | null;
  /** Whether one has been asked for and is not there yet. */
  asked: boolean;
  /** Whether the chat goes on, or its window is open for one. */
  running: boolean;
  by: string;
  refused: string | null;
  lost: boolean;
  /** The last message of an agent. */
  heard: number;
  /** What the visitor may say to leave the line. */
  skips: readonly string[];
  /** What they said last. */
  said: string | null;
}

export const nothing: Standing = { open: false, view: "unknown", away: "no", conversation: null, asked: false, running: false, by: "", refused: null, lost: false, heard: 0, skips: [], said: null };

const VIEWS: Record<string, Standing["view"]> = { none: "form", queued: "chat", assigned: "chat", ended: "ended" };

/** How a chat stands, after how it stood before. */
export function standing({ phase, link, conversation, starting, lines, choices }: ChatState, open: boolean, before: Standing, away: Away = "no"): Standing {
  const known = VIEWS[phase.kind] ?? (conversation === null ? "form" : "unknown");
  const isAsking = known === "form" && away === "asking";
  const view = away === "left" || (known === "form" && away !== "no" && !isAsking) ? "offline" : isAsking ? "unknown" : known;
  return {
    open,
    view,
    away,
    conversation,
    asked: starting.kind === "asked" || (before.asked && view !== "chat" && starting.kind === "no"),
    running: view === "chat" || (open && (known === "form" || view === "offline")) || (view === "unknown" && before.running),
    by: phase.kind === "ended" ? phase.by : "",
    refused: starting.kind === "refused" ? starting.code : null,
    lost: view === "chat" && link !== "ready" && (before.lost || before.view === "chat"),
    heard: Math.max(0, ...lines.map(({ from, seq }) => (from === "agent" ? (seq ?? 0) : 0))),
    skips: choices.flatMap(({ text, skips_queue }) => (skips_queue ? [text] : [])),
    said: lines.findLast(({ from }) => from === "visitor")?.text ?? null,
  };
}

/** What has happened between two standings, in order: names of events, each with its detail. `byPage`: the page ended it. */
export function happened(was: Standing, is: Standing, byPage: boolean): [string, object][] {
  const came = (view: Standing["view"]): boolean => is.open && is.view === view && !(was.open && was.view === view);
  const { conversation, by } = is;
  const reason = byPage ? "page" : by === "" || by === "contact" || by === "visitor" ? "visitor" : by;
  const all: [string, object, boolean][] = [
    ["started", {}, is.running && !was.running],
    ["form-opened", {}, came("form")],
    ["queue-skipped", { conversation }, is.away === "left" && was.away !== "left"],
    ["session-error", { code: is.refused }, is.refused !== null && is.refused !== was.refused],
    ["session-created", { conversation }, was.asked && is.view === "chat" && was.view !== "chat"],
    ["chat-opened", { conversation }, came("chat")],
    ["session-error", { code: "connection_lost" }, is.lost && !was.lost],
    ["queue-skipped", { conversation }, is.skips.length === 0 && is.said !== null && was.skips.includes(is.said)],
    ["session-ended", { conversation, reason }, was.view === "chat" && (is.view === "ended" || is.away === "left")],
    ["offline-form-opened", { reason: is.away }, came("offline")],
    ["ended", { reason }, was.running && !is.running],
  ];
  return all.flatMap(([name, detail, is]) => (is ? [[name, detail]] : []));
}
