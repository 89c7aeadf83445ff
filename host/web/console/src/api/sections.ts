// Parts of the configuration that are written in the console, over HTTP; and scripts on trial.

import type { ScriptReports, ScriptTrial, ScriptTrialRequest, Section, SectionDraft, SectionEdit, SectionList, SectionRevisionText } from "./types.ts";

/** A part of the configuration that is written in the console. */
export type SectionKind = "script" | "design" | "invitation";

export interface SectionsRest {
  list(kind: SectionKind): Promise<SectionList>;
  one(kind: SectionKind, name: string): Promise<Section>;
  revision(kind: SectionKind, name: string, number: number): Promise<SectionRevisionText>;
  /** What the text is after the edits, and what is wrong with it. Nothing is changed, and the name may be new. */
  draft(kind: SectionKind, name: string, text: string, edits: readonly SectionEdit[]): Promise<SectionDraft>;
  /** Puts it in force. `replaces`: the digest of what was there; null: it is new. */
  publish(kind: SectionKind, name: string, text: string, replaces: string | null): Promise<Section>;
  remove(kind: SectionKind, name: string, replaces: string): Promise<void>;
  /** A contact's way through a script, from its beginning. */
  trial(request: ScriptTrialRequest): Promise<ScriptTrial>;
  /** How conversations go through scripts. */
  funnels(): Promise<ScriptReports>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

export function sectionsRest(get: Get, call: Call): SectionsRest {
  const all = (kind: SectionKind): string => `/configuration/sections/${kind}`;
  const of = (kind: SectionKind, name: string): string => `${all(kind)}/${encodeURIComponent(name)}`;
  const sent = async <T>(...what: Parameters<Call>): Promise<T> => (await (await call(...what)).json()) as T;
  return {
    list: (kind) => get(all(kind)),
    one: (kind, name) => get(of(kind, name)),
    revision: (kind, name, number) => get(`${of(kind, name)}/revisions/${number}`),
    draft: (kind, name, text, edits) => sent("POST", `${of(kind, name)}/draft`, { text, edits }),
    publish: (kind, name, text, replaces) => sent("PUT", of(kind, name), { text, replaces }),
    async remove(kind, name, replaces) {
      await call("DELETE", `${of(kind, name)}?replaces=${encodeURIComponent(replaces)}`);
    },
    trial: (request) => sent("POST", "/scripts/trial", request),
    funnels: () => get("/reports/scripts"),
  };
}
