import type { WidgetConfig } from "../../protocol/api.ts";

/** Why there is no configuration. */
export type NoConfig = "not_allowed" | "no_channel" | "unreachable";

/** Asks for a channel's configuration with the texts of a language (BCP 47), without cookies. Never throws. */
export async function fetchConfig(gateway: string, channel: string, language: string): Promise<WidgetConfig | NoConfig> {
  try {
    const answer = await fetch(`${gateway}api/v1/channels/${channel}/config?lang=${encodeURIComponent(language)}`, { credentials: "omit" });
    if (answer.ok) return (await answer.json()) as WidgetConfig;
    if (answer.status === 403) return "not_allowed";
    if (answer.status === 404) return "no_channel";
  } catch {
    // No answer, or one that this page may not read.
  }
  return "unreachable";
}
