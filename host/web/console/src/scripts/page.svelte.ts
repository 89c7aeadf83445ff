// What is looked at while a script is written: the view, the object chosen, what stands beside.

import { explain, type Rest } from "../api/rest.ts";
import type { ScriptReport, SectionProblem } from "../api/types.ts";
import { answered, asked, failed, nothingYet, type Loaded } from "../plugins/loaded.ts";
import { scripts as words } from "./catalogue.ts";
import { add, makeFirst, openExit, setExit, setValue, takeOut } from "./edits.ts";
import type { ScriptEditor } from "./editor.svelte.ts";
import { countsOf } from "./funnel.ts";
import { placeOf, wrongAt, wrongByObject, type Wrong } from "./problems.ts";
import { languagesOf, type Exit, type Kind, type Path, type ScriptObject } from "./script.ts";
import type { Trial } from "./trial.svelte.ts";

export type View = "canvas" | "list" | "text";
export type Side = "inspector" | "problems" | "trial" | "figures";

export class EditorPage {
  readonly editor: ScriptEditor;
  readonly trial: Trial;
  readonly queues: () => readonly string[];
  view: View = $state("canvas");
  side: Side | null = $state(null);
  /** The index of the object chosen. */
  selected: number | null = $state(null);
  /** The field to go to, once it is there: its path within the object; the empty one is the inspector itself. */
  wanted: Path | null = $state.raw(null);
  /** The line of the text to go to. */
  line: number | null = $state(null);
  /** The object that is asked about before it is deleted. */
  removing: ScriptObject | null = $state.raw(null);
  reports: Loaded<readonly ScriptReport[]> = $state.raw(nothingYet());
  readonly #sections: Pick<Rest["sections"], "funnels">;

  constructor(editor: ScriptEditor, trial: Trial, sections: Pick<Rest["sections"], "funnels">, queues: () => readonly string[]) {
    this.editor = editor;
    this.trial = trial;
    this.queues = queues;
    this.#sections = sections;
  }

  readonly object: ScriptObject | null = $derived.by(() => (this.selected === null ? null : (this.editor.objects[this.selected] ?? null)));
  readonly languages: readonly string[] = $derived.by(() => languagesOf(this.editor.objects));
  readonly report: ScriptReport | null = $derived(this.reports.value?.find(({ name }) => name === this.editor.name) ?? null);
  /** How many went out by each exit, while figures are wanted. */
  readonly counts: ReadonlyMap<string, number> = $derived(countsOf(this.side === "figures" ? this.report : null));
  /** What is wrong, by the index of the object. */
  readonly wrong: ReadonlyMap<number, readonly Wrong[]> = $derived.by(() => wrongByObject(this.editor.problems));

  problemsOf(index: number): readonly Wrong[] {
    return this.wrong.get(index) ?? [];
  }

  /** What is wrong with a field, or with something in it. */
  wrongAt(index: number, path: Path): string | null {
    return wrongAt(this.problemsOf(index), path);
  }

  select(index: number | null): void {
    this.editor.pause();
    this.selected = index;
  }

  /** Chooses an object and opens it. */
  open(index: number, wanted: Path | null = null): void {
    this.select(index);
    this.side = "inspector";
    this.wanted = wanted;
  }

  goTo(tag: string): void {
    const found = this.editor.objects.find((object) => object.tag === tag);
    if (found !== undefined) this.select(found.index);
  }

  /** Goes to what a problem is about. */
  show(problem: SectionProblem): void {
    const place = placeOf(problem);
    if (this.view !== "text" && place !== null && place.index < this.editor.objects.length) this.open(place.index, place.path);
    else {
      this.view = "text";
      this.line = problem.line;
    }
  }

  /** Adds an object, behind the one chosen if an exit of it leads nowhere. What to say about it. */
  add(kind: Kind): string {
    const { objects } = this.editor;
    const from = this.object;
    const exit = from === null ? null : openExit(objects, from, kind);
    const { tag, edits } = add(objects, kind, this.queues()[0] ?? "", from !== null && exit !== null ? { object: from, exit } : null);
    this.editor.edit(edits);
    this.open(objects.length, ["tag"]);
    return words.added(tag, from !== null && exit !== null ? from.tag : null);
  }

  /** Leads an exit to a new object, and opens that. */
  addBehind(object: ScriptObject, exit: Exit, kind: Kind): void {
    const { objects } = this.editor;
    this.editor.edit(add(objects, kind, this.queues()[0] ?? "", { object, exit }).edits);
    this.open(objects.length, ["tag"]);
  }

  /** Gives something of an object a value; undefined takes it away. `typing`: more may follow at once. */
  put(object: ScriptObject, path: Path, value: unknown, typing = false): void {
    this.editor.edit([setValue(object, path, value)], typing ? [object.index, ...path].join(" ") : null);
  }

  lead(object: ScriptObject, exit: Exit, to: string | null): void {
    this.editor.edit(setExit(object, exit, to));
  }

  begin(object: ScriptObject): void {
    this.editor.edit([makeFirst(object)]);
    this.selected = 0;
  }

  remove(object: ScriptObject): void {
    this.editor.edit(takeOut(this.editor.objects, object));
    this.removing = null;
    this.selected = null;
    if (this.side === "inspector") this.side = null;
  }

  async loadFigures(): Promise<void> {
    this.reports = asked(this.reports);
    const { turn } = this.reports;
    try {
      const { items } = await this.#sections.funnels();
      this.reports = answered(this.reports, turn, items);
    } catch (error) {
      this.reports = failed(this.reports, turn, explain(error));
    }
  }
}
