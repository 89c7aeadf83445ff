import { expect, it } from "vitest";

import { hrefOf, parseRoute, type Route } from "./router.svelte.ts";

const BASE = "/console/";

it.each<[string, Route]>([
  ["/console/", { page: "desk", conversation: null }],
  ["/console/desk/cnv_7", { page: "desk", conversation: "cnv_7" }],
  ["/console/floor", { page: "floor" }],
  ["/console/dry-run", { page: "dry-run" }],
  ["/console/reports", { page: "reports" }],
  ["/console/history", { page: "history", conversation: null }],
  ["/console/history/cnv_7/", { page: "history", conversation: "cnv_7" }],
  ["/console/designs", { page: "designs", design: null }],
  ["/console/designs/shop", { page: "designs", design: "shop" }],
  ["/console/channels", { page: "channels", channel: null }],
  ["/console/channels/shop-chat", { page: "channels", channel: "shop-chat" }],
  ["/console/scripts", { page: "scripts", script: null }],
  ["/console/scripts/welcome_2", { page: "scripts", script: "welcome_2" }],
  ["/console/scripts/a%2Fb", { page: "scripts", script: null }],
  ["/console/plugins", { page: "plugins", plugin: null, part: "figures" }],
  ["/console/plugins/sms-main", { page: "plugins", plugin: "sms-main", part: "figures" }],
  ["/console/plugins/sms/log", { page: "plugins", plugin: "sms", part: "log" }],
  ["/console/plugins/sms/nowhere", { page: "plugins", plugin: "sms", part: "figures" }],
  ["/console/plugins/%2e%2e/log", { page: "plugins", plugin: null, part: "log" }],
  ["/console/customers", { page: "customers", view: "list", id: null }],
  ["/console/customers/cus_7", { page: "customers", view: "record", id: "cus_7" }],
  ["/console/customers/import", { page: "customers", view: "import", id: null }],
  ["/console/cases/cas_7", { page: "customers", view: "case", id: "cas_7" }],
  ["/console/cases", { page: "desk", conversation: null }],
  ["/console/nowhere", { page: "desk", conversation: null }],
  ["/elsewhere/floor", { page: "desk", conversation: null }],
  ["/console/desk/%2e%2e", { page: "desk", conversation: null }],
])("%s is a page", (path, route) => {
  expect(parseRoute(path, BASE)).toEqual(route);
});

it("an address leads back to its page", () => {
  for (const route of [{ page: "floor" }, { page: "reports" }, { page: "dry-run" }, { page: "history", conversation: "cnv_1" }, { page: "desk", conversation: null }, { page: "plugins", plugin: "sms", part: "letters" }, { page: "plugins", plugin: null, part: "figures" }, { page: "channels", channel: "shop" }, { page: "channels", channel: null }, { page: "designs", design: "shop" }, { page: "designs", design: null }, { page: "scripts", script: null }, { page: "scripts", script: "welcome" }, { page: "customers", view: "list", id: null }, { page: "customers", view: "record", id: "cus_1" }, { page: "customers", view: "tasks", id: null }, { page: "customers", view: "case", id: "cas_1" }] as const) {
    expect(parseRoute(hrefOf(route, BASE), BASE)).toEqual(route);
  }
});
