// What a site's maker puts on a page so that a channel's widget is there. Pure.

import type { Installation } from "../api/types.ts";

/** The ways there are to put it there. */
export const WAYS = ["script", "pinned", "react", "tag_manager"] as const;
export type Way = (typeof WAYS)[number];

const attribute = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
/** Within a script of a page: nothing in it can end the script. */
const literal = (text: string): string => JSON.stringify(text).replaceAll("<", "\\u003c");

function tag(src: string, channel: string, more = ""): string {
  return `<script async src="${attribute(src)}"${more} data-channel="${attribute(channel)}"></script>`;
}

/** The lines that put the script there from another script, where a tag cannot stand or loses its attributes. */
function lines(src: string, channel: string, indent: string): string {
  return [
    'var script = document.createElement("script");',
    "script.async = true;",
    `script.src = ${literal(src)};`,
    `script.setAttribute("data-channel", ${literal(channel)});`,
    "(document.body || document.head).appendChild(script);",
  ]
    .map((line) => indent + line)
    .join("\n");
}

/** The snippet, to be copied as it is. */
export function snippetOf(way: Way, { gateway, loader, pinned_loader, integrity }: Installation, channel: string): string {
  const src = gateway + loader;
  switch (way) {
    case "script":
      return tag(src, channel);
    case "pinned":
      return tag(gateway + pinned_loader, channel, ` integrity="${attribute(integrity)}" crossorigin="anonymous"`);
    case "react":
      return `import { useEffect } from "react";

export function Chat() {
  useEffect(() => {
    if (document.querySelector(${literal(`script[data-channel="${channel}"]`)})) return;
${lines(src, channel, "    ").replace("var ", "const ")}
  }, []);
  return null;
}`;
    case "tag_manager":
      return `<script>
(function () {
${lines(src, channel, "  ")}
})();
</script>`;
  }
}

/** What a site's Content Security Policy has to allow, a directive a line. */
export function policyOf(gateway: string): string {
  const socket = gateway.replace(/^http/, "ws");
  return [`script-src ${gateway}`, `connect-src ${gateway} ${socket}`, `img-src ${gateway}`].join(";\n");
}

export interface Site {
  readonly origin: string;
  readonly state: "ok" | "refused" | "never";
  /** Null: never. */
  readonly at: string | null;
}

/** Every site that may have the widget or has asked for it: refused ones first, they need somebody. */
export function sitesOf({ allowed_origins, seen }: Installation): Site[] {
  const found = seen.map(({ origin, at, allowed }): Site => ({ origin, at, state: allowed ? "ok" : "refused" }));
  const never = allowed_origins.filter((origin) => !seen.some((one) => one.origin === origin)).map((origin): Site => ({ origin, at: null, state: "never" }));
  return [...found.filter(({ state }) => state === "refused"), ...found.filter(({ state }) => state === "ok"), ...never];
}
