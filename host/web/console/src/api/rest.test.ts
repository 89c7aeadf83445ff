import { expect, it } from "vitest";

import { browserRest, explain, ProblemError } from "./rest.ts";

function answering(status: number, body: string, seen: string[] = []): typeof fetch {
  return async (input, init) => {
    seen.push(`${init?.method ?? "GET"} ${String(input)}`);
    return new Response(status === 204 ? null : body, { status });
  };
}

const problem = { type: "urn:x", code: "x", status: 409, title: "t", detail: "Somebody else was first." };

it("nobody signed in is an answer, not an error", async () => {
  expect(await browserRest(answering(401, JSON.stringify(problem))).session()).toBeNull();
});

it("a problem keeps the gateway's words", async () => {
  const error: unknown = await browserRest(answering(409, JSON.stringify(problem))).signOut().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(explain(error)).toBe("Somebody else was first.");
});

it("what a proxy answers in the gateway's place is explained in general", async () => {
  const error: unknown = await browserRest(answering(502, "<html>")).closed(null).catch((thrown: unknown) => thrown);
  expect(explain(error)).toBe("That did not work.");
});

it("no network is said to be no network", async () => {
  const error: unknown = await browserRest(() => Promise.reject(new TypeError())).closed(null).catch((thrown: unknown) => thrown);
  expect(explain(error)).toContain("cannot be reached");
});

it("asks for pages as the API names them", async () => {
  const seen: string[] = [];
  const rest = browserRest(answering(200, "{}", seen));
  await rest.closed(null);
  await rest.closed("17.cnv_3");
  await rest.waiting();
  await rest.simulate({ recorded_days: 7 }, new AbortController().signal);
  await rest.messages("cnv_3", 41);
  await rest.explanation("cnv_3");
  await rest.channels();
  await rest.ofPerson("per_9", null);
  await rest.ofPerson("per_9", "17.cnv_3");
  expect(seen).toEqual([
    "GET /api/v1/conversations?scope=closed",
    "GET /api/v1/conversations?scope=closed&before=17.cnv_3",
    "GET /api/v1/conversations?scope=waiting",
    "POST /api/v1/simulations",
    "GET /api/v1/conversations/cnv_3/messages?before=41",
    "GET /api/v1/conversations/cnv_3/explanation",
    "GET /api/v1/channels",
    "GET /api/v1/people/per_9/conversations",
    "GET /api/v1/people/per_9/conversations?before=17.cnv_3",
  ]);
});

it("asks an operator's questions as the API names them", async () => {
  const seen: string[] = [];
  const { operator } = browserRest(answering(200, "{}", seen));
  await operator.plugin("sms/..");
  await operator.restart("sms");
  await operator.logs("sms", 41);
  await operator.deadLetters("sms");
  await operator.sendAgain("sms", "cnv_1.2");
  await operator.discard("sms", "call_ab");
  await operator.changes();
  await operator.reload();
  expect(seen).toEqual([
    "GET /api/v1/plugins/sms%2F..",
    "POST /api/v1/plugins/sms/restart",
    "GET /api/v1/plugins/sms/logs?after=41",
    "GET /api/v1/plugins/sms/dead-letters",
    "POST /api/v1/plugins/sms/dead-letters/cnv_1.2/send-again",
    "POST /api/v1/plugins/sms/dead-letters/call_ab/discard",
    "GET /api/v1/configuration/changes",
    "POST /api/v1/configuration/reload",
  ]);
});

it("a file that is gone is told from a gateway that does not answer", async () => {
  const seen: string[] = [];
  const gone = browserRest(answering(404, "", seen));
  const url = gone.fileUrl("cnv_3", 7, 2);
  expect(await gone.fileThere(url)).toBe(false);
  expect(seen).toEqual(["HEAD /api/v1/conversations/cnv_3/messages/7/files/2"]);
  expect(await browserRest(() => Promise.reject(new TypeError())).fileThere(url)).toBe(true);
});

it("asks for customers, cases and tasks as the API names them", async () => {
  const seen: string[] = [];
  const { customers, cases } = browserRest(answering(200, "{}", seen));
  await customers.find("tag:vip r", "c/1");
  await customers.timeline("cus_1", null);
  await customers.merge("cus_1", { version: 1, other: "cus_2", other_version: 4 });
  await customers.erase("cus_1", 7);
  await customers.reads("cus_1", "x");
  await customers.sources("cnv_1", "crm main");
  await cases.followUp("cas_1", "text");
  await cases.tasks("me");
  await cases.tasks({ customer: "cus_1" });
  expect(seen).toEqual([
    "GET /api/v1/customers?q=tag%3Avip%20r&after=c%2F1",
    "GET /api/v1/customers/cus_1/timeline",
    "POST /api/v1/customers/cus_1/merge",
    "DELETE /api/v1/customers/cus_1?version=7",
    "GET /api/v1/customers/cus_1/reads?before=x",
    "GET /api/v1/conversations/cnv_1/sources?connector=crm%20main",
    "POST /api/v1/cases/cas_1/follow-ups",
    "GET /api/v1/tasks?of=me",
    "GET /api/v1/tasks?customer=cus_1",
  ]);
  expect([customers.exportUrl("cus_1"), customers.exportAllUrl("csv")]).toEqual(["/api/v1/customers/cus_1/export", "/api/v1/customers/export?format=csv"]);
});

it("a file goes as it is, and says what it is", async () => {
  let sent: RequestInit | undefined;
  const { customers } = browserRest(async (_input, init) => {
    sent = init;
    return new Response("{}");
  });
  await customers.take(new Blob(["name\nAda"]), "csv", { check: true, existing: "skip" });
  expect(new Headers(sent?.headers).get("content-type")).toBe("text/csv");
  expect(await (sent?.body as Blob).text()).toBe("name\nAda");
});
