// Plugins and the configuration over HTTP.

import type { ConfigurationDiff, DeadLetterDetail, DeadLetterList, InvitationReport, PluginDetail, PluginList, PluginLogPage, TranslatorList } from "./types.ts";

export interface OperatorRest {
  plugins(): Promise<PluginList>;
  plugin(name: string): Promise<PluginDetail>;
  /** Who translates, and what they were tried with. */
  translators(): Promise<TranslatorList>;
  /** Answers what runs then. */
  restart(name: string): Promise<PluginDetail>;
  rollback(name: string): Promise<PluginDetail>;
  /** What follows line `after`; 0: from the oldest kept. */
  logs(name: string, after: number): Promise<PluginLogPage>;
  /** Newest first. */
  deadLetters(name: string): Promise<DeadLetterList>;
  deadLetter(name: string, letter: string): Promise<DeadLetterDetail>;
  sendAgain(name: string, letter: string): Promise<void>;
  discard(name: string, letter: string): Promise<void>;
  /** What became of invitations on so many days, today included. */
  invitations(days: number): Promise<InvitationReport>;
  /** What a reload would change. */
  changes(): Promise<ConfigurationDiff>;
  /** Takes the configuration on disk; answers what changed. */
  reload(): Promise<ConfigurationDiff>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string) => Promise<Response>;

export function operatorRest(get: Get, call: Call): OperatorRest {
  const of = (name: string): string => `/plugins/${encodeURIComponent(name)}`;
  const letterOf = (name: string, letter: string): string => `${of(name)}/dead-letters/${encodeURIComponent(letter)}`;
  const post = async <T>(path: string): Promise<T> => (await (await call("POST", path)).json()) as T;
  return {
    plugins: () => get("/plugins"),
    plugin: (name) => get(of(name)),
    translators: () => get("/translators"),
    restart: (name) => post(`${of(name)}/restart`),
    rollback: (name) => post(`${of(name)}/rollback`),
    logs: (name, after) => get(`${of(name)}/logs?after=${after}`),
    deadLetters: (name) => get(`${of(name)}/dead-letters`),
    deadLetter: (name, letter) => get(letterOf(name, letter)),
    async sendAgain(name, letter) {
      await call("POST", `${letterOf(name, letter)}/send-again`);
    },
    async discard(name, letter) {
      await call("POST", `${letterOf(name, letter)}/discard`);
    },
    invitations: (days) => get(`/reports/invitations?days=${days}`),
    changes: () => get("/configuration/changes"),
    reload: () => post("/configuration/reload"),
  };
}
