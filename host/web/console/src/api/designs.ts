// Designs of web chats over HTTP: sections of the configuration, and how a channel would look with one.

import type { DraftSection, PublishSection, Section, SectionDraft, SectionList, SectionRevisionText } from "../../../protocol/sections.ts";
import type { PreviewDesign, WidgetConfig } from "./types.ts";

export interface DesignsRest {
  list(): Promise<SectionList>;
  one(name: string): Promise<Section>;
  revision(name: string, number: number): Promise<SectionRevisionText>;
  /** What a text would say with changes in it. Nothing is kept. */
  draft(name: string, draft: DraftSection): Promise<SectionDraft>;
  /** Puts it in force; a 409 means that somebody else has meanwhile. */
  publish(name: string, wish: PublishSection): Promise<Section>;
  remove(name: string, digest: string): Promise<void>;
  /** What the widget would be told. */
  preview(wish: PreviewDesign): Promise<WidgetConfig>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

const ALL = "/configuration/sections/design";

export function designsRest(get: Get, call: Call): DesignsRest {
  const of = (name: string): string => `${ALL}/${encodeURIComponent(name)}`;
  const send = async <T>(method: string, path: string, body: unknown): Promise<T> => (await (await call(method, path, body)).json()) as T;
  return {
    list: () => get(ALL),
    one: (name) => get(of(name)),
    revision: (name, number) => get(`${of(name)}/revisions/${number}`),
    draft: (name, draft) => send("POST", `${of(name)}/draft`, draft),
    publish: (name, wish) => send("PUT", of(name), wish),
    async remove(name, digest) {
      await call("DELETE", `${of(name)}?replaces=${encodeURIComponent(digest)}`);
    },
    preview: (wish) => send("POST", "/designs/preview", wish),
  };
}
