// What an operator says of a field of customers or cases.

import { problemIn, type Rest } from "../api/rest.ts";
import type { CustomFieldView, FieldDraft, CustomFieldKind } from "../api/types.ts";
import { crm } from "./catalogue.ts";

const LABEL_CHARS_MAX = 32;

export class FieldForm {
  /** The field that is changed; null: a new one. */
  readonly field: CustomFieldView | null;
  name = $state("");
  of: CustomFieldView["of"] = $state("customer");
  kind: CustomFieldKind = $state("text");
  label = $state("");
  /** One a line. */
  choices = $state("");
  required = $state(false);
  retired = $state(false);
  busy = $state(false);
  refused: string | null = $state(null);
  problems: Readonly<Record<string, string>> = $state.raw({});

  constructor(field: CustomFieldView | null) {
    this.field = field;
    if (field === null) return;
    this.name = field.name;
    this.of = field.of;
    this.kind = field.kind;
    this.label = field.label;
    this.choices = field.choices.join("\n");
    this.required = field.required;
    this.retired = field.retired;
  }

  /** Saves it, if nothing is missing. Null: something is to be mended first. */
  async send(rest: Pick<Rest, "customers">): Promise<CustomFieldView | null> {
    const draft = this.busy ? null : this.#taken();
    if (draft === null) return null;
    this.busy = true;
    this.refused = null;
    try {
      const { field, name, of, kind } = this;
      return field === null ? await rest.customers.addField({ name: name.trim(), of, kind, draft }) : await rest.customers.changeField(field.name, { version: field.version, draft });
    } catch (error) {
      const { detail, errors = [] } = problemIn(error);
      const own = errors.filter(({ place }) => ["name", "label", "choices"].includes(last(place)));
      this.problems = Object.fromEntries(own.map(({ place, problem }) => [last(place), problem]));
      const elsewhere = errors.filter((one) => !own.includes(one)).map(({ problem }) => problem);
      this.refused = elsewhere.length > 0 ? elsewhere.join(" ") : own.length === 0 ? detail : null;
      return null;
    } finally {
      this.busy = false;
    }
  }

  #taken(): FieldDraft | null {
    const label = this.label.trim();
    const choices = this.kind === "pick_list" ? linesOf(this.choices) : [];
    const wrong: Record<string, string> = {};
    if (this.field === null && !/^[a-z][a-z0-9_]{0,31}$/.test(this.name.trim())) wrong["name"] = crm.designer.badName;
    if (label === "" || [...label].length > LABEL_CHARS_MAX) wrong["label"] = crm.designer.noLabel;
    if (this.kind === "pick_list" && choices.length === 0) wrong["choices"] = crm.designer.noChoices;
    this.problems = wrong;
    return Object.keys(wrong).length > 0 ? null : { label, choices, required: this.required, retired: this.retired };
  }
}

/** Each line once, without what is empty. */
function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line, at, all) => line !== "" && all.indexOf(line) === at);
}

/** `draft.choices.3` is about the choices. */
function last(place: string): string {
  return place.replace(/^draft\./, "").replace(/\.\d+$/, "");
}
