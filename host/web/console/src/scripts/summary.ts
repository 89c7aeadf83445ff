// One line of what an object does, for the canvas and the list. Pure.

import { scripts as words } from "./catalogue.ts";
import { isValues, textOf, type ScriptObject, type Values } from "./script.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** `_vip is yes`; the empty text while nothing is asked. */
function question(values: Values): string {
  const asked = Object.keys(words.inspector.tests).find((key) => values[key] !== undefined);
  return asked === undefined ? "" : ` ${words.inspector.tests[asked] ?? asked} ${String(values[asked])}`;
}

export function summaryOf({ kind, values }: ScriptObject, languages: readonly string[]): string {
  switch (kind) {
    case "schedule":
      return text(values["schedule"]);
    case "message":
    case "end":
    case "menu":
    case "offline_form":
    case "survey":
      return textOf(values["text"], languages);
    case "wait_message":
      return `${String(values["at_s"] ?? 0)} s: ${textOf(values["text"], languages)}`;
    case "set_variable":
      return `${text(values["variable"])} = ${text(values["value"]) || text(values["from"])}`;
    case "test_variable":
      return text(values["variable"]) + question(values);
    case "test_queue":
      return `${text(values["queue"])}: ${words.inspector.measures[text(values["measure"]) || "waiting"] ?? ""}${question(values)}`;
    case "language":
      return isValues(values["languages"]) ? Object.keys(values["languages"]).join(", ") : "";
    case "http_call":
      return text(values["call"]);
    case "plugin_call":
      return text(values["connector"]);
    case "forward":
      return text(values["queue"]);
    case "goto":
      return text(values["to"]);
    case "check_customer":
    case null:
      return "";
  }
}
