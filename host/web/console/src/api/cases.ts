// Cases and tasks over HTTP.

import type { CaseChange, CaseCreation, CaseView, TaskChange, TaskDraft, TaskList, TaskView } from "./types.ts";

export interface CasesRest {
  one(id: string): Promise<CaseView>;
  add(creation: CaseCreation): Promise<CaseView>;
  /** Refused where somebody else has changed the case meanwhile. */
  change(id: string, change: CaseChange): Promise<CaseView>;
  followUp(id: string, text: string): Promise<CaseView>;
  /** The soonest due first. */
  tasks(of: "me" | "everyone", done: boolean): Promise<TaskList>;
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
    followUp: (id, text) => sent("POST", `${at(id)}/follow-ups`, { text }),
    tasks: (of, done) => get(`/tasks?of=${of}&done=${done}`),
    addTask: (draft) => sent("POST", "/tasks", draft),
    changeTask: (id, change) => sent("PUT", `/tasks/${encodeURIComponent(id)}`, change),
  };
}
