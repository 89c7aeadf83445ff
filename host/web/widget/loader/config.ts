import type { WidgetConfig } from "../../protocol/api.ts";

/** What the gateway tells of a channel: its configuration, that it will not, or nothing at all. */
export type ConfigAnswer = WidgetConfig | "refused" | "unreachable";

/** Asks for a channel's configuration, without cookies. Never throws. */
export async function fetchConfig(gateway: string, channel: string): Promise<ConfigAnswer> {
  try {
    const answer = await fetch(`${gateway}api/v1/channels/${channel}/config`, { credentials: "omit" });
    if (answer.ok) return (await answer.json()) as WidgetConfig;
    return answer.status < 500 && answer.status !== 429 ? "refused" : "unreachable";
  } catch {
    return "unreachable";
  }
}
