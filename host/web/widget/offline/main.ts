import type { FormField } from "../../protocol/api.ts";
import { adopt, element } from "../by-hand.ts";
import type { OfflineOptions, OfflineWatch } from "../contract.ts";
import { AwayWatch } from "./away.ts";
import { OWN, Sender, TEXT_CHARS } from "./message.ts";
import formCss from "../form/form.css?inline";
import { problemOf, worded } from "../panel/form-rules.ts";
import css from "./offline.css?inline";
import { wordsOf, whenOf } from "./words.ts";

/** What was written and not sent, for as long as the page is open: the window may be closed in between. */
const kept = new Map<string, string>();

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
interface Row {
  field: FormField;
  row: HTMLElement;
  control: Control;
  error: HTMLElement;
}

/** Begins to watch whether the form is due. */
export function watch(address: string, changed: () => void): OfflineWatch {
  return new AwayWatch(address, changed);
}

/** Draws the form into an element, in which it then lives. It is made by hand: the panel's library is in the panel. */
export function draw(into: HTMLElement, options: OfflineOptions): void {
  const { asked, language, said, opensAt, texts, again, close } = options;
  const words = wordsOf(language);
  const root = into.getRootNode() as ShadowRoot;
  adopt(into, formCss + css);
  const sender = new Sender(options.address);
  const labels: Record<string, string> = { ...texts.labels, subject: words.subject, text: words.text };

  const rowOf = (field: FormField): Row => {
    const { name, kind, required } = field;
    const id = `offline-${name}`;
    const label = worded(field.label, language, labels[name] ?? name);
    const control = controlOf(field);
    control.id = id;
    control.value = kept.get(name) ?? said[name] ?? "";
    control.required = required;
    if (control instanceof HTMLInputElement) {
      if (kind !== "number" && kind !== "choice") control.type = kind === "phone" ? "tel" : kind;
      control.autocomplete = ({ name: "name", email: "email", phone: "tel" } as Record<string, AutoFill>)[name] ?? "off";
    }
    control.setAttribute("aria-describedby", `${id}-error`);
    const error = element("p", { className: "error", id: `${id}-error`, hidden: true });
    const row = element("div", { className: "field" }, element("label", { htmlFor: id }, required ? label : `${label} (${texts.optional})`), control, error);
    return { field, row, control, error };
  };
  const controlOf = ({ name, kind, chars_max, choices = [] }: FormField): Control => {
    if (name === "text") return element("textarea", { rows: 5, maxLength: TEXT_CHARS, dir: "auto" });
    if (kind !== "choice") return element("input", { maxLength: chars_max, dir: "auto", inputMode: kind === "number" ? "numeric" : "" });
    const all = choices.map(({ value, label }) => element("option", { value }, worded(label, language, value)));
    return element("select", {}, element("option", { value: "" }), ...all);
  };

  const rows = [OWN.name, OWN.email, ...asked.fields, OWN.subject, OWN.text].map(rowOf);
  const send = element("button", { type: "submit", className: "primary" }, words.send);
  const alert = element("div");
  alert.setAttribute("role", "alert");
  const buttons = again === null ? [send] : [send, element("button", { type: "button", className: "instead", onclick: again }, words.again)];
  const title = element("h2", { dir: "auto" }, worded(asked.title, language, ""));
  const text = element("p", { className: "greeting", dir: "auto" }, worded(asked.text, language, ""));
  const opens = opensAt === null ? [] : [element("p", { className: "hint" }, words.opens(whenOf(opensAt, language)))];
  const form = element("form", { className: "offline", noValidate: true }, ...rows.map(({ row }) => row), alert, ...buttons);
  const status = element("div", { className: "kept", tabIndex: -1 });
  status.setAttribute("role", "status");
  into.replaceChildren(title, text, ...opens, form, status);

  let isSending = false;
  const tell = (row: Row, problem: string | null): void => {
    row.error.textContent = problem ?? "";
    row.error.hidden = problem === null;
    row.control.setAttribute("aria-invalid", String(problem !== null));
  };
  const toFirstWrong = (): void => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  form.addEventListener("input", ({ target }) => {
    const row = rows.find(({ control }) => control === target);
    if (row === undefined) return;
    kept.set(row.field.name, row.control.value);
    if (!row.error.hidden) tell(row, problemOf(row.field, row.control.value, texts));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isSending) void leave();
  });

  async function leave(): Promise<void> {
    for (const row of rows) tell(row, problemOf(row.field, row.control.value, texts));
    if (rows.some(({ error }) => !error.hidden)) {
      toFirstWrong();
      return;
    }
    busy(true);
    const answers = Object.fromEntries(rows.map(({ field, control }) => [field.name, control.value]));
    const outcome = await sender.send(answers, asked.fields, language);
    busy(false);
    if (outcome.kind === "kept") {
      done();
    } else if (outcome.kind === "wrong") {
      for (const row of rows) if (outcome.fields.includes(row.field.name)) tell(row, texts.reasons.unfit);
      if (form.querySelector("[aria-invalid=true]") === null) alert.replaceChildren(element("p", { className: "error" }, words.failed));
      toFirstWrong();
    } else {
      alert.replaceChildren(element("p", { className: "error" }, outcome.kind === "later" ? words.later : words.failed));
      send.scrollIntoView({ block: "nearest" });
    }
  }

  function busy(is: boolean): void {
    isSending = is;
    if (is) alert.replaceChildren();
    send.ariaDisabled = String(is);
    send.textContent = is ? words.sending : words.send;
  }

  function done(): void {
    for (const name of kept.keys()) if (name !== "name" && name !== "email") kept.delete(name);
    const had = form.contains(root.activeElement);
    for (const part of [title, text, ...opens, form]) part.remove();
    const ways = close === null ? [] : [element("button", { type: "button", className: "primary", onclick: close }, words.close)];
    status.append(element("p", { className: "greeting" }, words.thanks), element("p", { className: "hint" }, words.thanksMore), ...ways);
    if (had || root.activeElement === null) status.focus();
  }

  // Whoever was inside when the form came stays inside. On touch screens that would bring up the keyboard.
  const frame = into.closest("section");
  if (frame?.contains(root.activeElement) === true && !matchMedia("(pointer: coarse)").matches) rows.find(({ control }) => control.value === "")?.control.focus();
}
