// Connected customer systems over HTTP: whom a conversation is with there, and its log.

import type { ConversationSystem, SystemLinkView, SystemLogList, SystemPersonCreation } from "./types.ts";

export interface SystemsRest {
  /** Whom a conversation is with there, and how its log stands. */
  of(conversation: string): Promise<ConversationSystem>;
  /** The agent says that it is this person, whom the system finds for the conversation. */
  link(conversation: string, connector: string, person: string): Promise<SystemLinkView>;
  unlink(conversation: string): Promise<void>;
  /** Makes a person there, with whom the conversation is then. Asked again after no answer, it is the same person. */
  create(conversation: string, person: SystemPersonCreation): Promise<SystemLinkView>;
  /** Opens a case there. There is one: asked again it is the same. */
  openCase(conversation: string, subject: string): Promise<SystemLinkView>;
  /** Sends a log again that was given up. For supervisors. */
  logAgain(conversation: string): Promise<SystemLinkView>;
  /** Logs that are not there: on their way, or given up. For supervisors. */
  logs(after: string | null): Promise<SystemLogList>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

export function systemsRest(get: Get, call: Call): SystemsRest {
  const at = (conversation: string): string => `/conversations/${encodeURIComponent(conversation)}/system`;
  const sent = async <T>(...what: Parameters<Call>): Promise<T> => (await (await call(...what)).json()) as T;
  return {
    of: (conversation) => get(at(conversation)),
    link: (conversation, connector, person) => sent("PUT", at(conversation), { connector, person }),
    async unlink(conversation) {
      await call("DELETE", at(conversation));
    },
    create: (conversation, person) => sent("POST", `${at(conversation)}/person`, person),
    openCase: (conversation, subject) => sent("POST", `${at(conversation)}/case`, { subject }),
    logAgain: (conversation) => sent("POST", `${at(conversation)}/log`),
    logs: (after) => get(`/system-logs${after === null ? "" : `?after=${encodeURIComponent(after)}`}`),
  };
}
