// Cases and tasks over HTTP.

import type { CaseChange, CaseCreation, CaseView, TaskChange, TaskDraft, TaskList, TaskView } from "./types.ts";

/** Whose tasks: one's own, everyone's, or a customer's. */
export type Whose = "me" | "everyone" | { readonly customer: string };

export interface CasesRest {
  one(id: string): Promise<CaseView>;
  add(creation: CaseCreation): Promise<CaseView>;
  /** Refused where somebody else has changed the case meanwhile. */
  change(id: string, change: CaseChange): Promise<CaseView>;
  followUp(id: string, text: string): Promise<CaseView>;
  /** The conversation is about the case, too. */
  about(id: string, conversation: string): Promise<CaseView>;
  /** What is to be done, the soonest due first; of a customer what is done, too. */
  tasks(of: Whose): Promise<TaskList>;
  addTask(draft: TaskDraft): Promise<TaskView>;
  changeTask(id: string, change: TaskChange): Promise<TaskView>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

export function casesRest(get: Get, call: Call): CasesRest {
  const at = (id: string): string => `/cases/${encodeURIComponent(id)}`;
  const sent = async <T>(...what: Parameters<Call>): Promise<T> => (await (await call(...what)).json()) as T;
  return {
    one: (id) => get(at(id)),
    add: (creation) => sent("POST", "/cases", creation),
    change: (id, change) => sent("PUT", at(id), change),
    about: (id, conversation) => sent("PUT", `${at(id)}/conversations/${encodeURIComponent(conversation)}`),
    followUp: (id, text) => sent("POST", `${at(id)}/follow-ups`, { text }),
    tasks: (of) => get(typeof of === "string" ? `/tasks?of=${of}` : `/tasks?customer=${encodeURIComponent(of.customer)}`),
    addTask: (draft) => sent("POST", "/tasks", draft),
    changeTask: (id, change) => sent("PUT", `/tasks/${encodeURIComponent(id)}`, change),
  };
}
