// The binary under test, started on the demo set-up with a state folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "../../..");
/** One address plays everybody, so limits for one address are far away. */
const ROOMY = {
  FRONTDESK__LIMITS__CONNECTIONS_PER_ADDRESS_MAX: "2000",
  FRONTDESK__LIMITS__FRAMES_PER_S: "1000",
  FRONTDESK__LIMITS__REQUESTS_PER_S: "10000",
  FRONTDESK__LOG__LEVEL: "warn",
};

function binary() {
  const found = [
    process.env.FRONTDESK_BIN,
    join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/frontdesk"),
  ].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error("no gateway: `cargo build -p frontdesk`, or name it in FRONTDESK_BIN");
  return found;
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export class Gateway {
  #root = mkdtempSync(join(tmpdir(), "frontdesk-browser-"));
  #environment;
  #process;
  #links = new Map();
  #more = [];
  #which = ["--demo"];
  #stderr = "";
  port = 0;

  /**
   * `keys`: configuration as `{ "queue.sales.offer_s": 15 }`. `sections`: more of frontdesk.toml, behind the demo's;
   * the demo's shop is not there then.
   */
  static async start(keys = {}, { publicPort, translator, sections, port } = {}) {
    const gateway = new Gateway();
    gateway.port = port ?? (await freePort());
    if (sections !== undefined) {
      const config = (gateway.config = join(gateway.#root, "frontdesk.toml"));
      writeFileSync(config, readFileSync(join(ROOT, "config/demo/frontdesk.toml"), "utf8") + sections);
      gateway.#which = ["--config", config];
    }
    if (translator !== undefined) gateway.#more = ["--translator", translator];
    const set = Object.entries(keys).map(([key, value]) => [
      `FRONTDESK__${key.replaceAll(".", "__").replaceAll("-", "_").toUpperCase()}`,
      String(value),
    ]);
    gateway.#environment = { ...process.env, ...ROOMY, ...Object.fromEntries(set) };
    gateway.origin = `http://127.0.0.1:${publicPort ?? gateway.port}`;
    if (publicPort !== undefined) gateway.#environment.FRONTDESK__GATEWAY__PUBLIC_URL = gateway.origin;
    await gateway.resume();
    return gateway;
  }

  /** Starts the process on whatever state there is, on the same port. */
  async resume() {
    const components = process.env.FRONTDESK_COMPONENTS ?? join(ROOT, "plugins/target/components");
    const args = ["serve", ...this.#which, "--state", join(this.#root, "state")];
    args.push("--listen", `127.0.0.1:${this.port}`, "--components", components, "--print-links", ...this.#more);
    const child = spawn(binary(), args, { env: this.#environment, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    child.stderr.on("data", (data) => (this.#stderr += data));
    const lines = createInterface({ input: child.stdout });
    await new Promise((ready, failed) => {
      child.once("exit", (code) => failed(new Error(`no start (${code}):\n${this.#stderr}`)));
      lines.on("line", (line) => {
        const link = /^link (\S+) \S+#link=(\S+)$/.exec(line);
        if (link !== null) this.#links.set(link[1], link[2]);
        if (line === "ready") ready();
      });
    });
  }

  /** The address that signs an agent in, once. */
  link(agent) {
    const token = this.#links.get(agent);
    if (token === undefined) throw new Error(`no link for ${agent}`);
    return `${this.origin}/console/#link=${token}`;
  }

  async kill(signal = "SIGKILL") {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** What a command prints that is asked of this gateway. */
  async tell(...words) {
    const child = spawn(binary(), [...words, "--state", join(this.#root, "state")], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (data) => (said += data));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
    return said;
  }

  /** How many violations of a policy browsers have reported to it. */
  async violations() {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    const counts = [...text.matchAll(/^frontdesk_csp_violations_total\S* (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async close() {
    await this.kill("SIGTERM");
    rmSync(this.#root, { recursive: true, force: true });
  }

  get log() {
    return this.#stderr;
  }
}
