import type { WidgetConfig } from "./api.ts";

/** What of a chat a preview shows. */
export const PREVIEW_PARTS = ["button", "invitation", "form", "waiting", "chat", "ended"] as const;
export type PreviewPart = (typeof PREVIEW_PARTS)[number];

/** What the console tells the preview in its frame. */
export interface PreviewTold {
  preview: "show";
  part: PreviewPart;
  theme: "light" | "dark";
  /** The language of the window (BCP 47). */
  language: string;
  config: WidgetConfig;
}

/** What the preview says once: it can be told. */
export interface PreviewReady {
  preview: "ready";
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Whether a message of a window is that the preview can be told. */
export const isReady = (data: unknown): data is PreviewReady => isRecord(data) && data["preview"] === "ready";

/** What a message of a window tells the preview; null: nothing that it can show. */
export function readTold(data: unknown): PreviewTold | null {
  if (!isRecord(data) || data["preview"] !== "show") return null;
  const { part, theme, language, config } = data;
  const known = PREVIEW_PARTS.find((one) => one === part);
  if (known === undefined || (theme !== "light" && theme !== "dark") || typeof language !== "string" || !isConfig(config)) return null;
  return { preview: "show", part: known, theme, language, config };
}

/** What is drawn from, and where scripts are fetched: they come from the gateway's own widget and from nowhere else. */
function isConfig(value: unknown): value is WidgetConfig {
  if (!isRecord(value)) return false;
  const texts = ["title", "launcher", "greeting", "accent", "locale", "panel"].every((key) => typeof value[key] === "string");
  const lists = ["form", "languages", "invitations"].every((key) => Array.isArray(value[key]));
  return texts && lists && /^\/widget\/[\w-]+\/panel\.js$/.test(String(value["panel"]));
}
