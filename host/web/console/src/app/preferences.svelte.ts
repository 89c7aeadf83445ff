// What the agent prefers on this computer.

import type { Memory } from "./memory.ts";

export type Theme = "auto" | "light" | "dark";

function isTheme(value: string | null): value is Theme {
  return value === "auto" || value === "light" || value === "dark";
}

export class Preferences {
  theme: Theme = $state("auto");
  sound: boolean = $state(true);
  readonly #memory: Memory;
  readonly #root: HTMLElement;

  constructor(memory: Memory, root: HTMLElement) {
    this.#memory = memory;
    this.#root = root;
    const theme = memory.read("theme");
    this.setTheme(isTheme(theme) ? theme : "auto");
    this.sound = memory.read("sound") !== "off";
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    // Without the attribute the style sheet follows the system.
    if (theme === "auto") delete this.#root.dataset["theme"];
    else this.#root.dataset["theme"] = theme;
    this.#memory.write("theme", theme);
  }

  setSound(on: boolean): void {
    this.sound = on;
    this.#memory.write("sound", on ? "on" : "off");
  }
}
