// What an agent types into a case.

import type { CaseDraft, CasePriority, CaseSeverity, CaseStatus, CaseView, CaseVisibility, CustomFieldView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { Form } from "./form.svelte.ts";

const OWN = ["subject", "description", "status", "severity", "priority", "visibility"];

export class CaseForm extends Form {
  /** The case that is changed; null: a new one. */
  of: CaseView | null = $state.raw(null);
  subject = $state("");
  description = $state("");
  status: CaseStatus = $state("open");
  severity: CaseSeverity = $state("medium");
  priority: CasePriority = $state("normal");
  visibility: CaseVisibility = $state("private");

  constructor(of: CaseView | null, draft: CaseDraft = { subject: "" }) {
    super();
    this.fill(of, of ?? draft);
  }

  /** Begins anew from a case. */
  fill(of: CaseView | null, draft: CaseDraft): void {
    this.of = of;
    this.subject = draft.subject;
    this.description = draft.description ?? "";
    this.status = draft.status ?? "open";
    this.severity = draft.severity ?? "medium";
    this.priority = draft.priority ?? "normal";
    this.visibility = draft.visibility ?? "private";
    this.begin(draft.fields ?? {}, draft.tags ?? []);
  }

  /** What to send; null: something is missing. */
  taken(asked: readonly CustomFieldView[] = []): CaseDraft | null {
    if (!this.check(asked, this.subject.trim() === "" ? { subject: t.customers.cases.noSubject } : {})) return null;
    return {
      subject: this.subject.trim(),
      description: this.description.trim(),
      status: this.status,
      severity: this.severity,
      priority: this.priority,
      visibility: this.visibility,
      fields: this.sentFields(asked),
      tags: [...this.tags],
    };
  }

  protected own(place: string): string | null {
    return OWN.includes(place) ? place : null;
  }
}
