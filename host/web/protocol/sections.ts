// Sections of the configuration, as supervisors edit them.

/** Which kind of section. */
export type SectionKind = "script" | "design" | "invitation";

/** `GET /api/v1/configuration/sections/{kind}`. */
export interface SectionList {
  sections: SectionSummary[];
  /** Why none can be changed; null: they can. */
  read_only: string | null;
}

/** One of them. */
export interface SectionSummary {
  kind: SectionKind;
  name: string;
  /** The channels that name it. */
  used_by: string[];
}

/** `GET /api/v1/configuration/sections/{kind}/{name}`. */
export interface Section {
  kind: SectionKind;
  name: string;
  text: string;
  digest: string;
  used_by: string[];
  read_only: string | null;
  revisions: SectionRevision[];
}

/** What was published once. */
export interface SectionRevision {
  number: number;
  published_at: number;
  published_by: string;
  digest: string;
}

/** `GET …/{name}/revisions/{number}`. */
export interface SectionRevisionText {
  text: string;
  digest: string;
  value: unknown;
}

/** `POST …/{name}/draft`. */
export interface DraftSection {
  text: string;
  edits: SectionEdit[];
}

/** The answer: the text with the edits in it, what it says, and what is wrong with it. */
export interface SectionDraft {
  text: string;
  value: unknown;
  problems: SectionProblem[];
}

/** One thing that is wrong. */
export interface SectionProblem {
  line: number;
  column: number;
  problem: string;
  path: (string | number)[];
}

/** One change, at a path within the section. */
export interface SectionEdit {
  op: "set" | "remove" | "insert" | "move";
  path: (string | number)[];
  value?: unknown;
  to?: number;
}

/** `PUT …/{name}`. */
export interface PublishSection {
  text: string;
  /** What it was when the editor read it; null: there was none. */
  replaces: string | null;
}
