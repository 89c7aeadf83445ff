// Designs of web chats over HTTP: sections of the configuration, and how a channel would look with one.

import { sectionsRest } from "./sections.ts";
import type { PreviewDesign, Section, SectionDraft, SectionDraftRequest, SectionList, SectionPut, SectionRevisionText, WidgetConfig } from "./types.ts";

export interface DesignsRest {
  list(): Promise<SectionList>;
  one(name: string): Promise<Section>;
  revision(name: string, number: number): Promise<SectionRevisionText>;
  /** What a text would say with changes in it. Nothing is kept. */
  draft(name: string, draft: SectionDraftRequest): Promise<SectionDraft>;
  /** Puts it in force; a 409 means that somebody else has meanwhile. */
  publish(name: string, wish: SectionPut): Promise<Section>;
  remove(name: string, digest: string): Promise<void>;
  /** What the widget would be told. */
  preview(wish: PreviewDesign): Promise<WidgetConfig>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

/** Designs are sections like any other; what is their own is the preview. */
export function designsRest(get: Get, call: Call): DesignsRest {
  const sections = sectionsRest(get, call);
  return {
    list: () => sections.list("design"),
    one: (name) => sections.one("design", name),
    revision: (name, number) => sections.revision("design", name, number),
    draft: (name, { text, edits }) => sections.draft("design", name, text, edits ?? []),
    publish: (name, { text, replaces }) => sections.publish("design", name, text, replaces ?? null),
    remove: (name, digest) => sections.remove("design", name, digest),
    preview: async (wish) => (await (await call("POST", "/designs/preview", wish)).json()) as WidgetConfig,
  };
}
