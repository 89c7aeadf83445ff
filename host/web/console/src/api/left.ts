// Messages that were left while nobody was there, over HTTP: those whose mails have not left. For supervisors.

import type { OfflineMessageList } from "./types.ts";

export interface LeftRest {
  /** Messages whose mails are on their way, or were given up, the oldest first. */
  list(after: string | null): Promise<OfflineMessageList>;
  /** Sends a mail that was given up on its way once more. */
  sendAgain(message: string): Promise<void>;
  /** Throws a message away whose mail was given up; the case it became stays. */
  discard(message: string): Promise<void>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

export function leftRest(get: Get, call: Call): LeftRest {
  const at = (message: string): string => `/offline-messages/${encodeURIComponent(message)}`;
  return {
    list: (after) => get(`/offline-messages${after === null ? "" : `?after=${encodeURIComponent(after)}`}`),
    async sendAgain(message) {
      await call("POST", `${at(message)}/send-again`);
    },
    async discard(message) {
      await call("POST", `${at(message)}/discard`);
    },
  };
}
