// The programs under test: where they are, and how one is started and ended.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

export const ROOT = resolve(import.meta.dirname, "../../..");
export const COMPONENTS = process.env.FRONTDESK_COMPONENTS ?? join(ROOT, "plugins/target/components");

/** A program that `cargo build` has made; all of them are in one folder. */
function program(name) {
  const made = process.env.FRONTDESK_BIN && dirname(process.env.FRONTDESK_BIN);
  const folder = made ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug");
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`there is no ${path}: cargo build --workspace, or name the gateway in FRONTDESK_BIN`);
  return path;
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const run = promisify(execFile);

/** What a program says that ends by itself. */
export async function output(name, args, environment = {}) {
  const { stdout } = await run(program(name), args, { env: { ...process.env, ...environment } });
  return stdout;
}

export class Program {
  #child;
  /** What it has written to its standard error. */
  log = "";

  /** Starts it and waits for the line that says that it is ready. `heard` is given every line. */
  static async start(name, args, { environment = {}, ready, heard = () => undefined }) {
    const running = new Program();
    const env = { ...process.env, ...environment };
    const child = spawn(program(name), args, { env, stdio: ["ignore", "pipe", "pipe"] });
    running.#child = child;
    // Whatever becomes of the tests, nothing is left running.
    process.once("exit", () => child.kill("SIGKILL"));
    child.stderr.on("data", (data) => (running.log += data));
    const lines = createInterface({ input: child.stdout });
    await new Promise((go, failed) => {
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`${name} did not start (${code}):\n${running.log}`)));
      lines.on("line", (line) => {
        heard(line);
        if (ready(line)) go();
      });
    });
    return running;
  }

  async end() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
}
