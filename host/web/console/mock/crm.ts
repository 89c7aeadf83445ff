// Invented fields, cases, tasks and files of customers' records.

import type { CasesRest } from "../src/api/cases.ts";
import type { CustomersRest } from "../src/api/customers.ts";
import { ProblemError } from "../src/api/rest.ts";
import type { CaseDraft, CaseView, CustomerRead, CustomFieldView, ImportReport, Problem, TaskView, TimelineItem, TimelinePage } from "../src/api/types.ts";
import { ago } from "./data.ts";

const HOUR = 3_600;
const DAY = 86_400;

function field(name: string, label: string, more: Partial<CustomFieldView> = {}): CustomFieldView {
  return { name, of: "customer", version: 1, label, kind: "text", choices: [], required: false, retired: false, ...more };
}

const fields: CustomFieldView[] = [
  field("contract_no", "Contract number"),
  field("plan", "Plan", { kind: "pick_list", choices: ["Bronze", "Silver", "Gold"] }),
  field("site", "Website", { kind: "url" }),
  field("since", "Customer since", { kind: "date" }),
  field("seats", "Seats", { kind: "number" }),
  field("fax", "Fax", { retired: true }),
  field("device", "Device", { of: "case", required: true }),
  field("area", "Area", { of: "case", kind: "pick_list", choices: ["Hardware", "Billing", "Delivery"] }),
];

function aCase(number: number, subject: string, more: Partial<CaseView> = {}): CaseView {
  return {
    id: `cas_${number}`,
    version: 2,
    customer: "cus_1",
    customer_name: "Nadia Benali",
    subject,
    description: "",
    status: "open",
    severity: "medium",
    priority: "normal",
    visibility: "private",
    fields: {},
    tags: [],
    follow_ups: [],
    conversations: [],
    created_at: ago(3 * DAY),
    updated_at: ago(DAY),
    updated_by: "Bea Stark",
    ...more,
  };
}

const spotlights = aCase(7, "Two of twelve spotlights arrived broken", {
  description: "The glass of two spotlights is cracked. She needs them before the premiere on the 4th; the carrier's photo shows a dented box.",
  severity: "high",
  priority: "urgent",
  visibility: "public",
  fields: { device: "Spot PX-400", area: "Delivery" },
  tags: ["premiere"],
  follow_ups: [
    { at: ago(2 * DAY), by: "Bea Stark", text: "Asked the warehouse for two from the reserve." },
    { at: ago(5 * HOUR), by: "Ana Lopes", text: "Reserve confirmed, leaves tomorrow with the morning tour.\nTracking number follows." },
  ],
  conversations: ["cnv_11", "cnv_10"],
});
const invoice = aCase(5, "Invoice 2210 names the wrong house", { status: "pending", severity: "low", updated_at: ago(4 * DAY), conversations: ["cnv_9"] });
const dimmer = aCase(3, "Dimmer loses its settings", { status: "closed", updated_at: ago(90 * DAY), created_at: ago(120 * DAY) });

const talk = (number: number, seconds: number, first: string, more: Partial<Extract<TimelineItem, { kind: "conversation" }>> = {}): TimelineItem => ({
  kind: "conversation",
  at: ago(seconds),
  conversation: `cnv_${number}`,
  channel: "shop-chat",
  channel_title: "Shop chat",
  queue: "sales",
  agent: "Ana Lopes",
  state: "closed",
  disposition: "answered",
  first,
  ...more,
});

const cases = [spotlights, invoice, dimmer];
const caseItem = (one: CaseView): TimelineItem => ({ kind: "case", at: one.updated_at, case: one });
const firstPage: TimelineItem[] = [
  talk(71, 300, "When do the spotlights come?", { state: "open", disposition: null }),
  caseItem(spotlights),
  talk(11, 2 * DAY, "Hello, two of the spotlights are broken. What do I do with them, and can you send new ones before the premiere on the fourth?", { channel: "sms-main", channel_title: "SMS" }),
  caseItem(invoice),
  talk(10, 6 * DAY, "The invoice names the wrong house.", { agent: "Cyril Okafor-Lindqvist", disposition: "order_changed" }),
];

export function timelineOf(customer: string, before: string | null): TimelinePage {
  if (customer === "cus_1") {
    return before === null
      ? { items: firstPage, next: "b" }
      : { items: [caseItem(dimmer), talk(9, 200 * DAY, "Is anybody there?", { agent: null, disposition: null })], next: null };
  }
  return { items: cases.filter((one) => one.customer === customer).map(caseItem), next: null };
}

const readsOf: CustomerRead[] = [
  { at: ago(400), agent: "Ana Lopes", what: "opened" },
  { at: ago(5 * HOUR), agent: "Ana Lopes", what: "changed" },
  { at: ago(5.1 * HOUR), agent: "Ana Lopes", what: "opened" },
  { at: ago(9 * DAY), agent: "Bea Stark", what: "merged" },
  { at: ago(40 * DAY), agent: "Sam Teller", what: "exported" },
];

const problem = (status: number, code: string, detail: string, more: Partial<Problem> = {}): ProblemError =>
  new ProblemError({ type: `urn:frontdesk:problem:${code}`, code, status, title: detail, detail, ...more });

/** A file whose name holds "bad" is bad; the size tells nothing in a browser's mock, so its words do. */
async function reportOf(file: Blob): Promise<ImportReport> {
  const lines = (await file.text()).split("\n").filter((line) => line.trim() !== "");
  const problems = lines.flatMap((line, index) => (line.includes("at example") ? [{ line: index + 1, column: "email", problem: "“jo at example” is no email address." }] : line.includes("Platinum") ? [{ line: index + 1, column: "plan", problem: "“Platinum” is not one of Bronze, Silver and Gold." }] : []));
  const rows = Math.max(0, lines.length - 1);
  return { rows, new: Math.max(0, rows - 1), updated: Math.min(1, rows), skipped: 0, problems, problems_total: problems.length, job: null };
}

type Half = "reads" | "exportUrl" | "exportAllUrl" | "fields" | "addField" | "changeField" | "take" | "job";

/** The half of the customers' API that is about more than one record. */
export function pretendFields(asked: () => Promise<void>): Pick<CustomersRest, Half> {
  const all = [...fields];
  const progress = new Map<string, number>();
  return {
    reads: async (_id, before) => {
      await asked();
      return before === null ? { items: readsOf, next: "r" } : { items: [{ at: ago(400 * DAY), agent: "Eve Moreau", what: "opened" }], next: null };
    },
    exportUrl: (id) => `/export-${id}.json`,
    exportAllUrl: (format) => `/customers.${format}`,
    fields: async () => {
      await asked();
      return { items: all };
    },
    addField: async ({ draft, ...more }) => {
      await asked();
      if (all.some(({ name }) => name === more.name)) throw problem(422, "unacceptable", "The field cannot be added.", { errors: [{ place: "name", problem: "There is a field of this name.", remedy: "" }] });
      const made: CustomFieldView = { ...more, ...draft, version: 1 };
      all.push(made);
      return made;
    },
    changeField: async (name, { draft }) => {
      await asked();
      const at = all.findIndex((one) => one.name === name);
      const before = all[at];
      if (before === undefined) throw problem(404, "not_found", "There is no such field.");
      return (all[at] = { ...before, ...draft, version: before.version + 1 });
    },
    take: async (file, _format, { check }) => {
      await asked();
      const report = await reportOf(file);
      if (!check && report.problems_total > 0) throw problem(422, "bad_file", "The file has mistakes.", { report });
      return check ? report : { ...report, job: "job_import" };
    },
    job: async (id) => {
      await asked();
      const done = (progress.get(id) ?? 0) + 1;
      progress.set(id, done);
      return { id, kind: id === "job_erase" ? "erase" : "import", done: Math.min(4, done), total: 4, state: done >= 4 ? "done" : "running" };
    },
  };
}

const aTask = (number: number, title: string, more: Partial<TaskView> = {}): TaskView => ({
  id: `tsk_${number}`,
  version: 1,
  title,
  due: null,
  agent: "ana",
  agent_name: "Ana Lopes",
  customer: null,
  customer_name: null,
  case: null,
  done_at: null,
  created_at: ago(3 * DAY),
  ...more,
});

/** `asked` comes before every answer, and may throw. The case about the invoice is changed behind the agent's back. */
export function pretendCases(me: string, nameOf: (customer: string) => string, noTasks: boolean, asked: () => Promise<void>): CasesRest {
  const all = new Map(cases.map((one) => [one.id, one]));
  let stirred = false;
  const tasks = noTasks
    ? []
    : [
        aTask(1, "Tell Nadia the tracking number", { due: ago(2 * HOUR), customer: "cus_1", customer_name: "Nadia Benali", case: "cas_7" }),
        aTask(2, "Ask accounting for a corrected invoice", { due: ago(-20 * HOUR), customer: "cus_1", customer_name: "Nadia Benali", case: "cas_5" }),
        aTask(4, "Call Tom Okonkwo back", { customer: "cus_5", customer_name: "Tom Okonkwo" }),
        aTask(5, "Look through the old mailbox", { agent: "bea", agent_name: "Bea Stark" }),
      ];
  const known = (id: string): CaseView => {
    const one = all.get(id);
    if (one === undefined) throw problem(404, "not_found", "There is no such case.");
    return one;
  };
  const put = (before: CaseView, more: Partial<CaseView>): CaseView => {
    const one = { ...before, ...more, version: before.version + 1, updated_at: ago(0), updated_by: me };
    all.set(one.id, one);
    return one;
  };
  const check = ({ fields = {} }: CaseDraft): void => {
    if (fields["device"] === "?") throw problem(422, "unacceptable", "The case cannot be saved like this.", { errors: [{ place: "fields.device", problem: "There is no such device.", remedy: "" }] });
  };
  return {
    one: async (id) => {
      await asked();
      return known(id);
    },
    add: async ({ customer, draft, conversation }) => {
      await asked();
      check(draft);
      const made = aCase(8 + all.size, draft.subject, { ...draft, customer, customer_name: nameOf(customer), version: 1, created_at: ago(0), updated_at: ago(0), updated_by: me, conversations: conversation === undefined || conversation === null ? [] : [conversation] });
      all.set(made.id, made);
      return made;
    },
    change: async (id, { version, draft }) => {
      await asked();
      if (id === invoice.id && !stirred) {
        stirred = true;
        put(invoice, { status: "solved" });
      }
      const before = known(id);
      if (before.version !== version) throw problem(409, "conflict", "Somebody else has changed this case.");
      check(draft);
      return put(before, draft);
    },
    about: async (id, conversation) => {
      await asked();
      const before = known(id);
      return put(before, { conversations: [...before.conversations, conversation] });
    },
    followUp: async (id, text) => {
      await asked();
      const before = known(id);
      return put(before, { follow_ups: [...before.follow_ups, { at: ago(0), by: me, text }] });
    },
    tasks: async (of) => {
      await asked();
      return { items: tasks.filter((one) => (typeof of === "string" ? of === "everyone" || one.agent === "ana" : one.customer === of.customer) && one.done_at === null) };
    },
    addTask: async ({ done: _, agent, ...draft }) => {
      await asked();
      const made = aTask(10 + tasks.length, draft.title, { ...draft, agent: agent ?? "ana", agent_name: me, customer_name: draft.customer === null ? null : nameOf(draft.customer) });
      tasks.push(made);
      return made;
    },
    changeTask: async (id, { draft: { done, agent, ...draft } }) => {
      await asked();
      const at = tasks.findIndex((one) => one.id === id);
      const before = tasks[at];
      if (before === undefined) throw problem(404, "not_found", "There is no such task.");
      return (tasks[at] = { ...before, ...draft, agent: agent ?? before.agent, version: before.version + 1, done_at: done ? ago(0) : null });
    },
  };
}
