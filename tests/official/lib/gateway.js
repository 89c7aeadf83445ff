// The gateway on the demo's set-up with a channel for each provider, whose addresses are the test's.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPONENTS, freePort, output, Program, ROOT } from "./programs.js";

const demo = (name) => readFileSync(join(ROOT, "config/demo", name), "utf8");
/** What stands in the demo's files for the gateway and for the providers. */
const GATEWAY = "http://127.0.0.1:8080";
const PROVIDERS = "http://127.0.0.1:8090";
/** Every secret of the demo. */
export const SECRET = "only-for-the-demo";
/** One address plays everybody, so limits for one address are far away. */
const ROOMY = {
  FRONTDESK_DEMO_SECRET: SECRET,
  FRONTDESK__LIMITS__CONNECTIONS_PER_ADDRESS_MAX: "2000",
  FRONTDESK__LIMITS__FRAMES_PER_S: "1000",
  FRONTDESK__LIMITS__REQUESTS_PER_S: "10000",
  FRONTDESK__LOG__LEVEL: "warn",
};

export class Gateway {
  #root = mkdtempSync(join(tmpdir(), "frontdesk-official-"));
  #config = join(this.#root, "frontdesk.toml");
  #state = join(this.#root, "state");
  #program;
  #links = new Map();

  /**
   * `places`: a channel's address for its provider, by the channel's name. `more`: further lines for a channel.
   * `connectors`: their sections.
   */
  static async start(places, more = {}, connectors = "") {
    const gateway = new Gateway();
    gateway.port = await freePort();
    gateway.origin = `http://127.0.0.1:${gateway.port}`;
    writeFileSync(gateway.#config, `${demo("frontdesk.toml")}\n${sections(gateway.origin, places, more)}\n${connectors}`);
    const args = ["serve", ...gateway.#place(), "--listen", `127.0.0.1:${gateway.port}`, "--print-links"];
    const heard = (line) => {
      const link = /^link (\S+) \S+#link=(\S+)$/.exec(line);
      if (link !== null) gateway.#links.set(link[1], link[2]);
    };
    const ready = (line) => line === "ready";
    gateway.#program = await Program.start("frontdesk", args, { environment: ROOMY, ready, heard });
    return gateway;
  }

  #place() {
    return ["--config", this.#config, "--state", this.#state, "--components", COMPONENTS];
  }

  /** Calls a function of a component, as an operator does. */
  async call(plugin, name, argument) {
    const args = ["plugin", "call", plugin, name, JSON.stringify(argument), ...this.#place()];
    return JSON.parse(await output("frontdesk", args, ROOMY));
  }

  /** The accounts at the providers that belong to the channels. */
  accounts() {
    return JSON.parse(demo("phones.json").replaceAll(GATEWAY, this.origin));
  }

  /** Signs an agent in; the session's cookie. */
  async signIn(agent) {
    const token = this.#links.get(agent);
    const headers = { "content-type": "application/json", origin: this.origin };
    const body = JSON.stringify({ kind: "link", token });
    const answer = await fetch(`${this.origin}/api/v1/session`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
    return answer.headers.get("set-cookie").split(";")[0];
  }

  get log() {
    return this.#program?.log ?? "";
  }

  async end() {
    await this.#program?.end();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** The demo's channels that have a place; the others are left out. */
function sections(origin, places, more) {
  const blocks = demo("phones.toml").replaceAll(GATEWAY, origin).split(/^(?=\[\[?channel\.)/m);
  const named = blocks.flatMap((block) => {
    const [, channel, table] = /^\[\[?channel\.([\w-]+)(?:\.([\w.]+))?\]/.exec(block) ?? [];
    const place = places[channel];
    if (place === undefined) return [];
    const moved = block
      .replaceAll(new RegExp(`"${PROVIDERS}/\\w+"`, "g"), `"${place}"`)
      .replaceAll(PROVIDERS, new URL(place).origin);
    return table === "settings" ? [moved, more[channel] ?? ""] : [moved];
  });
  return named.join("\n");
}
