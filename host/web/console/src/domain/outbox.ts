// Messages the agent has sent and the gateway has not confirmed. Pure list operations; the store
// keeps them over a reload.

import type { FilledTemplate, GivenTranslation, MessageView, UploadedFile } from "../api/types.ts";

export interface Outgoing {
  /** The command's id, and the message's client id. The same on every retry. */
  readonly id: string;
  readonly conversation: string;
  /** What the agent wrote, or what the contact will read of a template. */
  readonly text: string;
  /** What the contact is to get instead, as the agent has seen it; null: the gateway decides. */
  readonly translation: GivenTranslation | null;
  /** The template that says so; null: the text itself is sent. */
  readonly template: FilledTemplate | null;
  /** Files that go with it. */
  readonly files: readonly UploadedFile[];
  readonly at: string;
  readonly status: "pending" | "failed";
  /** Why it failed, for the agent. */
  readonly problem: string | null;
}

export type Outbox = readonly Outgoing[];

export interface Wish {
  /** The template that says `text`. */
  readonly template?: FilledTemplate | null;
  readonly translation?: GivenTranslation | null;
  readonly files?: readonly UploadedFile[];
}

export function pending(id: string, conversation: string, text: string, at: string, { template = null, translation = null, files = [] }: Wish = {}): Outgoing {
  return { id, conversation, text, template, translation, files, at, status: "pending", problem: null };
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
    return Array.isArray(value) ? value.filter(isOutgoing).map((item) => ({ ...item, template: item.template ?? null, translation: item.translation ?? null, files: item.files ?? [] })) : [];
  } catch {
    return [];
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== "object" || value === null) return false;
  const item = value as Record<string, unknown>;
  const texts = [item["id"], item["conversation"], item["text"], item["at"]];
  return texts.every((text) => typeof text === "string") && isTemplate(item["template"]) && isTranslation(item["translation"]) && areFiles(item["files"]) && (item["status"] === "pending" || item["status"] === "failed");
}

/** What was kept by an earlier version knows of no translations. */
function isTranslation(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== "object") return false;
  const { text, engine, edited } = value as Record<string, unknown>;
  return typeof text === "string" && (engine === null || typeof engine === "string") && typeof edited === "boolean";
}

/** What was kept by an earlier version knows of no templates. */
function isTemplate(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== "object") return false;
  const { name, language, values } = value as Record<string, unknown>;
  return typeof name === "string" && typeof language === "string" && Array.isArray(values) && values.every((one) => typeof one === "string");
}

/** What was kept by an earlier version knows of no files either. */
function areFiles(value: unknown): boolean {
  if (value === undefined) return true;
  const isFile = (one: unknown): boolean => typeof one === "object" && one !== null && typeof (one as Record<string, unknown>)["id"] === "string" && typeof (one as Record<string, unknown>)["name"] === "string";
  return Array.isArray(value) && value.every(isFile);
}
