// Debian's Apertium server, a process of its own that listens on this machine only.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { becomes } from "./check.js";
import { freePort } from "./gateway.js";

const LAUNCHER = resolve(import.meta.dirname, "../../../config/demo/apertium.py");

export class Translator {
  #process;
  port = 0;
  static async start() {
    const translator = new Translator();
    translator.port = await freePort();
    await translator.resume();
    return translator;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the process, and waits until it translates both ways: the first time of a pair takes longer. */
  async resume() {
    this.#process = spawn("/usr/bin/python3", [LAUNCHER, String(this.port)], { stdio: "ignore" });
    for (const pair of ["eng|spa", "spa|eng"]) await becomes(`${pair} translates`, () => this.#translates(pair), true);
  }

  async #translates(pair) {
    try {
      const answer = await fetch(`${this.url}/translate?${new URLSearchParams({ langpair: pair, q: "hola hello", markUnknown: "no" })}`);
      return answer.ok && (await answer.json()).responseData.translatedText !== "";
    } catch {
      return false;
    }
  }

  async kill(signal = "SIGKILL") {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** It hears, and never answers. */
  freeze() {
    this.#process.kill("SIGSTOP");
  }
}
