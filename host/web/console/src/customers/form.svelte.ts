// What records and cases have in common while somebody writes them: the operator's fields, tags, and
// what the gateway said no to, at the field that it is about.

import { problemIn } from "../api/rest.ts";
import type { CustomFieldView, Problem } from "../api/types.ts";
import { fieldProblem, sentFields } from "../domain/fields.ts";

export abstract class Form {
  /** What the operator's fields hold, by their names; also of those that are not asked for any more. */
  fields: Readonly<Record<string, string>> = $state.raw({});
  tags: readonly string[] = $state.raw([]);
  busy = $state(false);
  /** Somebody else has changed it meanwhile. */
  conflict = $state(false);
  /** What belongs to no field. */
  refused: string | null = $state(null);
  /** What is wrong with the fields. */
  problems: Readonly<Record<string, string>> = $state.raw({});
  /** The custom fields that were on the screen when it was sent. */
  #asked: readonly string[] = [];
  /** The field that is to have the focus as soon as it is there. */
  wanted: string | null = $state(null);

  /** The field has changed: what was wrong with it is not known to be any more. */
  mend(field: string): void {
    const { [field]: _, ...others } = this.problems;
    this.problems = others;
  }

  writeField(name: string, value: string): void {
    this.fields = { ...this.fields, [name]: value };
    this.mend(customFieldId(name));
  }

  writeTags(tags: readonly string[]): void {
    this.tags = tags;
    this.mend("tags");
  }

  /** Shows what the gateway said no to, where it belongs. */
  refuse({ code, detail, errors = [] }: Problem): void {
    const placed = errors.map(({ place, problem }) => [this.#fieldOf(place), problem] as const);
    this.conflict = code === "conflict";
    this.problems = Object.fromEntries(placed.filter((one): one is readonly [string, string] => one[0] !== null));
    const elsewhere = placed.filter(([field]) => field === null).map(([, message]) => message);
    if (this.conflict) this.refused = null;
    else if (elsewhere.length > 0) this.refused = elsewhere.join(" ");
    else this.refused = placed.length === 0 ? detail : null;
  }

  /** Sends it, if nothing is missing. What came of it; null: something is to be mended first. */
  async send<Draft, Made>(draft: Draft | null, how: (draft: Draft) => Promise<Made>): Promise<Made | null> {
    if (this.busy || draft === null) return null;
    this.busy = true;
    try {
      return await how(draft);
    } catch (error) {
      this.refuse(problemIn(error));
      return null;
    } finally {
      this.busy = false;
    }
  }

  protected begin(fields: Readonly<Record<string, string>>, tags: readonly string[]): void {
    this.fields = fields;
    this.tags = tags;
    this.conflict = false;
    this.refused = null;
    this.problems = {};
  }

  /** Notes what is wrong; `own` are problems of the form's own fields. Whether it can be sent. */
  protected check(asked: readonly CustomFieldView[], own: Readonly<Record<string, string>>): boolean {
    const wrong = asked.flatMap((field) => {
      const problem = fieldProblem(field, this.fields[field.name] ?? "");
      return problem === null ? [] : [[customFieldId(field.name), problem] as const];
    });
    this.#asked = asked.map(({ name }) => name);
    this.refused = null;
    this.problems = { ...own, ...Object.fromEntries(wrong) };
    return Object.keys(this.problems).length === 0;
  }

  protected sentFields(asked: readonly CustomFieldView[]): Record<string, string> {
    return sentFields(asked, this.fields);
  }

  /** One of the form's own fields; null: it has no such field, or it was removed meanwhile. */
  protected abstract own(place: string): string | null;

  #fieldOf(place: string): string | null {
    if (place === "tags" || place.startsWith("tags.")) return "tags";
    const name = /^fields\.(.+)$/.exec(place)?.[1];
    // One that is not on the screen cannot show what is wrong with it.
    if (name !== undefined) return this.#asked.includes(name) ? customFieldId(name) : null;
    return this.own(place);
  }
}

/** The name of a custom field within its form. */
export function customFieldId(name: string): string {
  return `custom-${name}`;
}
