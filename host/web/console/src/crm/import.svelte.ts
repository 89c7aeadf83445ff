// A file of customers: checked first, written only when nothing is wrong with it.

import { explain, problemIn, type Rest } from "../api/rest.ts";
import type { Existing, FileFormat } from "../api/customers.ts";
import type { ImportReport } from "../api/types.ts";
import { crm } from "./catalogue.ts";
import { Job } from "./job.svelte.ts";

export const FILE_BYTES_MAX = 256 * 1_024 * 1_024;

/** How a file is probably written, by its name. */
export function formatOf(name: string): FileFormat {
  return /\.(json|jsonl|ndjson)$/i.test(name) ? "json" : "csv";
}

export class Import {
  file: File | null = $state.raw(null);
  format: FileFormat = $state("csv");
  existing: Existing = $state("update");
  /** What was found when it was checked; null: not checked as it is now. */
  report: ImportReport | null = $state.raw(null);
  busy: "check" | "write" | null = $state(null);
  problem: string | null = $state(null);
  job: Job | null = $state.raw(null);
  readonly #rest: Pick<Rest, "customers">;

  constructor(rest: Pick<Rest, "customers">) {
    this.#rest = rest;
  }

  /** Another file, or none. */
  choose(file: File | null): void {
    this.file = file;
    if (file !== null) this.format = formatOf(file.name);
    this.forget();
  }

  /** What was found does not hold any more. */
  forget(): void {
    this.report = null;
    this.job = null;
    this.problem = this.file !== null && this.file.size > FILE_BYTES_MAX ? crm.importing.tooLarge : null;
  }

  /** Why it cannot be checked; null: it can. */
  get missing(): string | null {
    if (this.file === null) return crm.importing.noFile;
    return this.file.size > FILE_BYTES_MAX ? crm.importing.tooLarge : null;
  }

  /** How many would be written. */
  get writes(): number {
    const { report } = this;
    return report === null || report.problems_total > 0 ? 0 : report.new + report.updated;
  }

  check(): Promise<void> {
    return this.#take(true);
  }

  write(): Promise<void> {
    return this.writes > 0 ? this.#take(false) : Promise.resolve();
  }

  async #take(check: boolean): Promise<void> {
    const { file, format, existing } = this;
    if (file === null || this.missing !== null || this.busy !== null) return;
    this.busy = check ? "check" : "write";
    this.problem = null;
    try {
      const report = await this.#rest.customers.take(file, format, { check, existing });
      if (file !== this.file) return;
      this.report = report;
      if (report.job !== null) this.job = new Job(report.job, this.#rest);
    } catch (error) {
      if (file !== this.file) return;
      // Somebody has changed something since it was checked: the new report says what.
      this.report = problemIn(error).report ?? this.report;
      this.problem = problemIn(error).report === undefined ? explain(error) : null;
    } finally {
      this.busy = null;
    }
  }
}
