// Links within the console: an ordinary click goes there without loading the page again.

import type { Route, Router } from "../app/router.svelte.ts";

export interface LinkTo {
  readonly href: string;
  readonly onclick: (event: MouseEvent) => void;
}

/** What an `<a>` needs to lead to a page. */
export function linkTo(router: Router, route: Route): LinkTo {
  return {
    href: router.href(route),
    onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      router.go(route);
    },
  };
}

export const toRecord = (id: string): Route => ({ page: "customers", view: "record", id });
export const toCase = (id: string): Route => ({ page: "customers", view: "case", id });
export const toPlace = (view: "list" | "new" | "import" | "fields" | "tasks"): Route => ({ page: "customers", view, id: null });
export const toConversation = (conversation: string): Route => ({ page: "history", conversation });

/** Saves a file of the gateway. A failure does not lead away from the page. */
export function download(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}
