// Messages the agent has sent and the gateway has not confirmed. Pure list operations; the store
// keeps them over a reload.

import type { FilledTemplate, MessageView } from "../api/types.ts";

export interface Outgoing {
  /** The command's id, and the message's client id. The same on every retry. */
  readonly id: string;
  readonly conversation: string;
  /** What the contact will read. */
  readonly text: string;
  /** The template that says so; null: the text itself is sent. */
  readonly template: FilledTemplate | null;
  readonly at: string;
  readonly status: "pending" | "failed";
  /** Why it failed, for the agent. */
  readonly problem: string | null;
}

export type Outbox = readonly Outgoing[];

export function pending(id: string, conversation: string, text: string, at: string, template: FilledTemplate | null = null): Outgoing {
  return { id, conversation, text, template, at, status: "pending", problem: null };
}

export function markFailed(outbox: Outbox, id: string, problem: string): Outbox {
  return outbox.map((item) => (item.id === id ? { ...item, status: "failed", problem } : item));
}

export function markPending(outbox: Outbox, id: string): Outbox {
  return outbox.map((item) => (item.id === id ? { ...item, status: "pending", problem: null } : item));
}

export function drop(outbox: Outbox, id: string): Outbox {
  return outbox.filter((item) => item.id !== id);
}

/** What still shows as unsent in a conversation: not what its transcript already holds. */
export function unsent(outbox: Outbox, conversation: string, messages: readonly MessageView[]): Outgoing[] {
  const arrived = new Set(messages.map((message) => message.client_id));
  return outbox.filter((item) => item.conversation === conversation && !arrived.has(item.id));
}

/** Reads what a tab kept over a reload. Anything that is not an outbox counts as nothing. */
export function parseOutbox(json: string | null): Outbox {
  if (json === null) return [];
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter(isOutgoing).map((item) => ({ ...item, template: item.template ?? null })) : [];
  } catch {
    return [];
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== "object" || value === null) return false;
  const item = value as Record<string, unknown>;
  const texts = [item["id"], item["conversation"], item["text"], item["at"]];
  return texts.every((text) => typeof text === "string") && isTemplate(item["template"]) && (item["status"] === "pending" || item["status"] === "failed");
}

/** What was kept by an earlier version knows of no templates. */
function isTemplate(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== "object") return false;
  const { name, language, values } = value as Record<string, unknown>;
  return typeof name === "string" && typeof language === "string" && Array.isArray(values) && values.every((one) => typeof one === "string");
}
