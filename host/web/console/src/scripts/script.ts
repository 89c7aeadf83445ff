// A script as its section holds it: objects, and the exits that lead from one to another. Pure, and patient:
// what is being written is often not yet what the gateway takes.

export type Path = readonly (string | number)[];
export type Values = Readonly<Record<string, unknown>>;

/** What an object can do, in the order in which blocks are offered. */
export const KINDS = ["schedule", "message", "menu", "language", "test_variable", "set_variable", "check_customer", "http_call", "plugin_call", "test_queue", "forward", "wait_message", "offline_form", "survey", "goto", "end"] as const;
export type Kind = (typeof KINDS)[number];

/** One object of a script. */
export interface ScriptObject {
  /** Its place among the objects: where its edits go. */
  readonly index: number;
  /** Its name; the empty text while it has none. */
  readonly tag: string;
  /** Null: a word that is no kind, or none. */
  readonly kind: Kind | null;
  readonly values: Values;
}

/** A way out of an object. */
export interface Exit {
  /** As the gateway's reports call it: `open`, `choices 2`, `languages.de`. */
  readonly name: string;
  /** Where its tag stands within the object. */
  readonly path: Path;
  /** The tag of the object that it leads to; null: none is named. */
  readonly to: string | null;
  /** Whether the gateway wants one. */
  readonly required: boolean;
  /** What an exit that is chosen is called: the words of a choice. */
  readonly words: string | null;
}

export const TAG = /^[A-Za-z0-9_-]{1,21}$/;

export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): Kind | null {
  return KINDS.find((kind) => kind === value) ?? null;
}

/** The objects of a section's value, in the order of the file. */
export function objectsOf(value: unknown): readonly ScriptObject[] {
  const list = isValues(value) ? value["objects"] : null;
  if (!Array.isArray(list)) return [];
  return list.map((one: unknown, index) => {
    const values = isValues(one) ? one : {};
    const tag = values["tag"];
    return { index, tag: typeof tag === "string" ? tag : "", kind: kindOf(values["does"]), values };
  });
}

/** A wording's text in the first of these languages that it has, else in its first. */
export function textOf(wording: unknown, languages: readonly string[] = ["en"]): string {
  if (typeof wording === "string") return wording;
  if (!isValues(wording)) return "";
  const known = languages.map((language) => wording[language]).find((text) => typeof text === "string");
  const text = known ?? Object.values(wording)[0];
  return typeof text === "string" ? text : "";
}

/** What stands at a path within an object; undefined: nothing. */
export function valueAt(values: Values, path: Path): unknown {
  let value: unknown = values;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isValues(value) ? value[step] : undefined;
  }
  return value;
}

function tagAt(values: Values, path: Path): string | null {
  const value = valueAt(values, path);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Which exits each kind always has, and which it may have. */
const REQUIRED: Readonly<Record<Kind, readonly string[]>> = {
  schedule: ["open", "closed"],
  message: ["next"],
  wait_message: [],
  set_variable: ["next"],
  test_variable: ["yes", "no"],
  test_queue: ["yes", "no"],
  language: ["else"],
  menu: ["else"],
  check_customer: ["found", "many", "none", "error"],
  http_call: ["next", "error"],
  plugin_call: ["next", "end", "error"],
  offline_form: ["next", "error"],
  survey: ["next"],
  forward: [],
  goto: ["to"],
  end: [],
};
const OPTIONAL: Partial<Readonly<Record<Kind, readonly string[]>>> = {
  wait_message: ["next"],
  menu: ["timeout"],
  plugin_call: ["timeout"],
  offline_form: ["timeout"],
  survey: ["timeout"],
  forward: ["in_queue", "after", "refused"],
};

function named(values: Values, key: string): string[] {
  const table = values[key];
  return isValues(table) ? Object.keys(table) : [];
}

/** The exits that an object has or may have, in the order in which they are shown. */
export function exitsOf({ kind, values }: ScriptObject): readonly Exit[] {
  if (kind === null) return [];
  const exit = (name: string, path: Path, required: boolean, words: string | null = null): Exit => ({ name, path, to: tagAt(values, path), required, words });
  const plain = (names: readonly string[], required: boolean): Exit[] => names.map((name) => exit(name, [name], required));
  const required = plain(REQUIRED[kind], true);
  const optional = plain(OPTIONAL[kind] ?? [], false);
  if (kind === "schedule") return [...required, ...named(values, "exceptions").map((name) => exit(`exceptions.${name}`, ["exceptions", name], true))];
  if (kind === "language") return [...named(values, "languages").map((tag) => exit(`languages.${tag}`, ["languages", tag], true)), ...required];
  if (kind === "menu") {
    const choices = Array.isArray(values["choices"]) ? values["choices"] : [];
    const chosen = choices.map((choice: unknown, at) => exit(`choices ${at + 1}`, ["choices", at, "to"], true, textOf(isValues(choice) ? choice["text"] : null)));
    return [...chosen, ...required, ...optional];
  }
  if (kind === "forward" && isValues(values["skip"])) return [...optional, exit("skip", ["skip", "to"], true, textOf(values["skip"]["text"]))];
  return [...required, ...optional];
}

/** The exits that lead to an object. */
export function leadingTo(objects: readonly ScriptObject[], tag: string): readonly { readonly object: ScriptObject; readonly exit: Exit }[] {
  return objects.flatMap((object) =>
    exitsOf(object)
      .filter(({ to }) => to === tag)
      .map((exit) => ({ object, exit })),
  );
}

/** A name for a new object that no other has: `menu`, `menu_2`. */
export function freeTag(objects: readonly ScriptObject[], wish: string): string {
  const taken = new Set(objects.map(({ tag }) => tag));
  if (!taken.has(wish)) return wish;
  let number = 2;
  while (taken.has(`${wish.slice(0, 18)}_${number}`)) number += 1;
  return `${wish.slice(0, 18)}_${number}`;
}

/** Every text that the script gives a key. For what is offered. */
export function mentioned(objects: readonly ScriptObject[], key: "schedule" | "variable" | "queue" | "call" | "connector"): readonly string[] {
  const all = objects.map(({ values }) => values[key]).filter((value) => typeof value === "string" && value !== "");
  return [...new Set(all as string[])];
}

const WORDINGS = ["text", "again", "unknown", "thanks"];

/** The languages in which the script says something, the most used first, then the first named. */
export function languagesOf(objects: readonly ScriptObject[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { values } of objects) {
    for (const key of WORDINGS) {
      for (const language of named(values, key)) times.set(language, (times.get(language) ?? 0) + 1);
    }
  }
  return [...times].sort(([, a], [, b]) => b - a).map(([language]) => language);
}

/** A new script: whoever comes waits in the queue. */
export function firstText(name: string, queue: string): string {
  return `[[script.${name}.objects]]\ntag = "start"\ndoes = "forward"\nqueue = ${JSON.stringify(queue)}\n`;
}
