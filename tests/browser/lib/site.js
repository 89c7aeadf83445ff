// A site of somebody else's: a server of its own with many names, whose pages embed the widget as its
// documentation says. `NAME.localhost` is this machine to every browser.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const DOCUMENTATION = readFileSync(new URL("../../../host/web/widget/README.md", import.meta.url), "utf8");

/** The first block of the documentation that begins with `start`, for this gateway. */
function documented(start, gateway) {
  const block = [...DOCUMENTATION.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, text]) => text).find((text) => text.startsWith(start));
  if (block === undefined) throw new Error(`the widget's README has no block that begins with ${start}`);
  // The tests' gateway does without TLS.
  return block.replaceAll("wss://GATEWAY", gateway.origin.replace("http", "ws")).replaceAll("https://GATEWAY", gateway.origin);
}

/** The tag that a site owner copies. */
export const snippet = (gateway) => documented("<script", gateway).trim();

/** The directives that a site owner adds to their policy: name → sources. */
export const directives = (gateway) =>
  new Map(
    documented("script-src", gateway)
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .map(([name, ...sources]) => [name, sources]),
  );

/** A policy that forbids everything except these. */
export const policyOf = (allowed) =>
  ["default-src 'none'", ...[...allowed].map(([name, sources]) => `${name} ${sources.join(" ") || "'none'"}`)].join("; ");

export class Site {
  #server;
  /** What the page is. */
  #page = { tag: "", policy: "", body: "", language: "" };
  port = 0;

  static async open() {
    const site = new Site();
    site.#server = createServer((request, response) => site.#answer(request, response)).listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    site.port = site.#server.address().port;
    return site;
  }

  origin(name) {
    return `http://${name}.localhost:${this.port}`;
  }

  /** From now on every page has this tag, under this policy, this below its first words, and is in this language. */
  embed(tag, policy = "", body = "", language = 'lang="en"') {
    this.#page = { tag, policy, body, language };
  }

  #answer(request, response) {
    // Whatever looks like a file is not there.
    if (new URL(request.url, "http://site").pathname.includes(".")) {
      response.writeHead(404).end();
      return;
    }
    const { tag, policy, body, language } = this.#page;
    const headers = { "content-type": "text/html; charset=utf-8" };
    if (policy !== "") headers["content-security-policy"] = policy;
    response.writeHead(200, headers);
    response.end(`<!doctype html><html ${language}><head><title>Lamps</title>${tag}</head>
      <body><main><h1>Lamps</h1><p>A site with a chat.</p>${body}</main></body></html>`);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
