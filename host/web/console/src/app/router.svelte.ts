// Which page is shown. The address holds it, so reload, back and bookmarks work.

export type Route =
  | { readonly page: "desk"; readonly conversation: string | null }
  | { readonly page: "floor" }
  | { readonly page: "dry-run" }
  | { readonly page: "reports" }
  | { readonly page: "history"; readonly conversation: string | null }
  | { readonly page: "customers"; readonly view: CustomersView; readonly id: string | null }
  | { readonly page: "channels"; readonly channel: string | null }
  | { readonly page: "scripts"; readonly script: string | null }
  | { readonly page: "designs"; readonly design: string | null }
  | { readonly page: "plugins"; readonly plugin: string | null; readonly part: PluginPart };

/** What is shown of one plugin. */
export const PLUGIN_PARTS = ["figures", "rights", "log", "letters"] as const;
export type PluginPart = (typeof PLUGIN_PARTS)[number];

/** What is shown of the customers; `record` and `case` have an id. */
export type CustomersView = "list" | "record" | "case" | (typeof CUSTOMERS_PLACES)[number];
/** Beside the records, whose ids are none of these words. */
const CUSTOMERS_PLACES = ["new", "import", "fields", "tasks"] as const;

/** `base` ends with a slash: `/console/`. Unknown paths are the desk. */
export function parseRoute(path: string, base: string): Route {
  const rest = path.startsWith(base) ? path.slice(base.length) : "";
  const [page, first, second] = rest.split("/").filter((part) => part !== "");
  const id = first === undefined || !/^[A-Za-z0-9_-]{1,64}$/.test(first) ? null : first;
  if (page === "floor" || page === "dry-run" || page === "reports") return { page };
  if (page === "history") return { page, conversation: id };
  if (page === "customers") return customersRoute(id);
  if (page === "cases" && id !== null) return { page: "customers", view: "case", id };
  if (page === "channels") return { page, channel: id };
  if (page === "scripts") return { page, script: id };
  if (page === "designs") return { page, design: id };
  if (page === "plugins") return { page, plugin: id, part: PLUGIN_PARTS.find((part) => part === second) ?? "figures" };
  return { page: "desk", conversation: page === "desk" ? id : null };
}

function customersRoute(id: string | null): Route {
  const place = CUSTOMERS_PLACES.find((one) => one === id);
  if (place !== undefined) return { page: "customers", view: place, id: null };
  return { page: "customers", view: id === null ? "list" : "record", id };
}

function customersPath(view: CustomersView, id: string | null): string {
  if (view === "case") return `cases/${id ?? ""}`;
  if (view === "list") return "customers";
  return `customers/${view === "record" ? (id ?? "") : view}`;
}

export function hrefOf(route: Route, base: string): string {
  if (route.page === "floor" || route.page === "dry-run" || route.page === "reports") return base + route.page;
  if (route.page === "customers") return base + customersPath(route.view, route.id);
  if (route.page === "channels") return base + route.page + (route.channel === null ? "" : `/${route.channel}`);
  if (route.page === "scripts") return base + route.page + (route.script === null ? "" : `/${route.script}`);
  if (route.page === "designs") return base + route.page + (route.design === null ? "" : `/${route.design}`);
  if (route.page === "plugins") return `${base}plugins${route.plugin === null ? "" : `/${route.plugin}/${route.part}`}`;
  return base + route.page + (route.conversation === null ? "" : `/${route.conversation}`);
}

export class Router {
  route: Route = $state.raw({ page: "desk", conversation: null });
  readonly #base: string;
  readonly #window: Window;

  constructor(base: string, where: Window) {
    this.#base = base;
    this.#window = where;
    this.route = parseRoute(where.location.pathname, base);
  }

  /** Follows back and forward. Returns how to stop. */
  listen(): () => void {
    const moved = (): void => {
      this.route = parseRoute(this.#window.location.pathname, this.#base);
    };
    this.#window.addEventListener("popstate", moved);
    return () => this.#window.removeEventListener("popstate", moved);
  }

  href(route: Route): string {
    return hrefOf(route, this.#base) + this.#window.location.search;
  }

  /**
   * Goes to a page. Moving within the page replaces: six chats would fill the history otherwise. From one
   * record to another people do go back.
   */
  go(route: Route): void {
    const within = route.page === this.route.page && route.page !== "customers";
    this.#window.history[within ? "replaceState" : "pushState"](null, "", this.href(route));
    this.route = route;
  }
}
