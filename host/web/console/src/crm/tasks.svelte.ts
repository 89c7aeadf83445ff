// What agents mean to do: their own, everyone's, or those of one customer or case.

import type { Whose } from "../api/cases.ts";
import { explain, problemIn, type Rest } from "../api/rest.ts";
import type { TaskDraft, TaskView } from "../api/types.ts";
import { instant } from "../domain/format.ts";
import { crm } from "./catalogue.ts";

export class Tasks {
  /** Null: not known yet. */
  items: readonly TaskView[] | null = $state.raw(null);
  problem: string | null = $state(null);
  /** Why something was not noted. */
  refused: string | null = $state(null);
  whose: Whose = $state("me");
  readonly #rest: Pick<Rest, "cases">;
  readonly #only: (task: TaskView) => boolean;
  #turn = 0;

  /** `only` chooses among them, such as a case's among its customer's. */
  constructor(rest: Pick<Rest, "cases">, whose: Whose, only: (task: TaskView) => boolean = () => true) {
    this.#rest = rest;
    this.#only = only;
    this.whose = whose;
  }

  async load(whose: Whose = this.whose): Promise<void> {
    this.#turn += 1;
    const mine = this.#turn;
    this.whose = whose;
    this.problem = null;
    try {
      const { items } = await this.#rest.cases.tasks(whose);
      const open = items.filter(({ done_at }) => done_at === null);
      if (mine === this.#turn) this.items = open.filter(this.#only).toSorted(soonest);
    } catch (error) {
      if (mine === this.#turn) this.problem = explain(error);
    }
  }

  /** It is done, or it is not after all. It stays where it is until the list is loaded again. Whether it was noted. */
  async setDone(task: TaskView, done: boolean): Promise<boolean> {
    this.refused = null;
    try {
      const changed = await this.#rest.cases.changeTask(task.id, { version: task.version, draft: { ...draftOf(task), done } });
      this.items = this.items?.map((one) => (one.id === task.id ? changed : one)) ?? null;
      return true;
    } catch (error) {
      this.refused = `${crm.task.doneFailed} ${explain(error)}`;
      return false;
    }
  }

  /** Takes one that was made. */
  put(task: TaskView): void {
    if (this.#only(task)) this.items = [...(this.items ?? []), task].toSorted(soonest);
  }
}

/** What is typed into a new task. */
export class TaskForm {
  title = $state("");
  /** As the field has it: without a zone, which is the agent's own. */
  due = $state("");
  /** Empty: oneself. */
  agent = $state("");
  busy = $state(false);
  problem: string | null = $state(null);

  /** Makes it, if there is something to do. Null: something is to be mended first. */
  async send(rest: Pick<Rest, "cases">, customer: string | null, ofCase: string | null): Promise<TaskView | null> {
    if (this.busy) return null;
    this.problem = this.title.trim() === "" ? crm.task.noName : null;
    if (this.problem !== null) return null;
    this.busy = true;
    try {
      const due = this.due === "" ? null : instant(Date.parse(this.due));
      return await rest.cases.addTask({ title: this.title.trim(), due, agent: this.agent === "" ? null : this.agent, customer, case: ofCase, done: false });
    } catch (error) {
      const { errors = [], detail } = problemIn(error);
      this.problem = errors.length === 0 ? detail : errors.map(({ problem }) => problem).join(" ");
      return null;
    } finally {
      this.busy = false;
    }
  }
}

function draftOf({ title, due, agent, customer, case: ofCase, done_at }: TaskView): TaskDraft {
  return { title, due, agent, customer, case: ofCase, done: done_at !== null };
}

/** The soonest due first; what is not due at the end. */
function soonest(one: TaskView, other: TaskView): number {
  return (one.due ?? "9").localeCompare(other.due ?? "9");
}
