// The HTTP half of the API. Every failure is a `Problem`, the gateway's own or one made here.

import type {
  ChannelList,
  ConversationDetail,
  ConversationPage,
  DraftTranslation,
  ExplanationView,
  Installation,
  MessagePage,
  Problem,
  SatisfactionReport,
  SessionView,
  SignIn,
  Simulate,
  Simulation,
  UploadedFile,
} from "./types.ts";
import { catalogue as t } from "../i18n.ts";
import { casesRest, type CasesRest } from "./cases.ts";
import { customersRest, type CustomersRest } from "./customers.ts";
import { designsRest, type DesignsRest } from "./designs.ts";
import { leftRest, type LeftRest } from "./left.ts";
import { operatorRest, type OperatorRest } from "./operator.ts";
import { sectionsRest, type SectionsRest } from "./sections.ts";
import { systemsRest, type SystemsRest } from "./systems.ts";
import { upload } from "./upload.ts";

/** What a REST call threw. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

export interface Rest {
  /** Who is signed in; null when nobody is. */
  session(): Promise<SessionView | null>;
  signIn(how: SignIn): Promise<SessionView>;
  signOut(): Promise<void>;
  /** The agent's own closed conversations, for supervisors everyone's, newest first. */
  closed(before: string | null): Promise<ConversationPage>;
  conversation(id: string): Promise<ConversationDetail>;
  messages(id: string, before: number | null): Promise<MessagePage>;
  explanation(id: string): Promise<ExplanationView>;
  /** What a contact would get of a text. */
  translate(id: string, text: string): Promise<DraftTranslation>;
  /** Every channel, and what it can do. */
  channels(): Promise<ChannelList>;
  /** How satisfied contacts were, from the first day to the last: `2026-01-31`, in UTC. */
  satisfaction(from: string, to: string): Promise<SatisfactionReport>;
  /** How a channel's widget is put on a site, and where it was seen. */
  installation(channel: string): Promise<Installation>;
  /** A person's conversations on every channel, open and closed, newest first. */
  ofPerson(person: string, before: string | null): Promise<ConversationPage>;
  /** Where a file of a message is had from. */
  fileUrl(conversation: string, seq: number, number: number): string;
  /** Uploads a file for a conversation's next message; `told` hears how far it is, from 0 to 1. */
  upload(conversation: string, file: File, told: (part: number) => void, stop: AbortSignal): Promise<UploadedFile>;
  /** Whether a file is still there. What cannot be found out counts as yes. */
  fileThere(url: string): Promise<boolean>;
  /** What waits in the agent's queues and they may take by hand, the longest first. */
  waiting(): Promise<ConversationPage>;
  /** What would become of contacts. Stopped, the gateway ends the run too. */
  simulate(wish: Simulate, stop: AbortSignal): Promise<Simulation>;
  /** The customers' records. */
  readonly customers: CustomersRest;
  /** Their cases, and what agents mean to do. */
  readonly cases: CasesRest;
  /** Connected customer systems. */
  readonly systems: SystemsRest;
  /** How web chats look. */
  readonly designs: DesignsRest;
  /** Messages left while nobody was there. */
  readonly left: LeftRest;
  /** Plugins and the configuration. */
  readonly operator: OperatorRest;
  /** What is written in the console and stands in the configuration. */
  readonly sections: SectionsRest;
}

const BASE = "/api/v1";

/** The browser's own, with the session cookie. */
export function browserRest(fetcher: typeof fetch = (input, init) => fetch(input, init)): Rest {
  const call = async (method: string, path: string, body?: unknown, stop: AbortSignal | null = null): Promise<Response> => {
    const init: RequestInit = { method, credentials: "same-origin", headers: { accept: "application/json" }, signal: stop };
    if (body !== undefined) {
      // A file goes as it is, and says itself what it is.
      const file = body instanceof Blob ? body : null;
      init.headers = { accept: "application/json", "content-type": file?.type ?? "application/json" };
      init.body = file ?? JSON.stringify(body);
    }
    let answer: Response;
    try {
      answer = await fetcher(BASE + path, init);
    } catch {
      throw new ProblemError(unreachable());
    }
    if (!answer.ok) throw new ProblemError(await problemOf(answer));
    return answer;
  };
  const get = async <T>(path: string): Promise<T> => (await (await call("GET", path)).json()) as T;

  return {
    async session() {
      try {
        return await get<SessionView>("/session");
      } catch (error) {
        if (error instanceof ProblemError && error.problem.status === 401) return null;
        throw error;
      }
    },
    signIn: async (how) => (await (await call("POST", "/session", how)).json()) as SessionView,
    async signOut() {
      await call("DELETE", "/session");
    },
    closed: (before) => get(`/conversations?scope=closed${before === null ? "" : `&before=${encodeURIComponent(before)}`}`),
    conversation: (id) => get(`/conversations/${encodeURIComponent(id)}`),
    messages: (id, before) =>
      get(`/conversations/${encodeURIComponent(id)}/messages${before === null ? "" : `?before=${before}`}`),
    explanation: (id) => get(`/conversations/${encodeURIComponent(id)}/explanation`),
    translate: async (id, text) => (await (await call("POST", `/conversations/${encodeURIComponent(id)}/translations`, { text })).json()) as DraftTranslation,
    channels: () => get("/channels"),
    satisfaction: (from, to) => get(`/reports/satisfaction?from=${from}&to=${to}`),
    installation: (channel) => get(`/channels/${encodeURIComponent(channel)}/installation`),
    ofPerson: (person, before) =>
      get(`/people/${encodeURIComponent(person)}/conversations${before === null ? "" : `?before=${encodeURIComponent(before)}`}`),
    fileUrl: (id, seq, number) => `${BASE}/conversations/${encodeURIComponent(id)}/messages/${seq}/files/${number}`,
    upload: (id, file, told, stop) => upload(`${BASE}/conversations/${encodeURIComponent(id)}/files?name=${encodeURIComponent(file.name)}`, file, told, stop),
    async fileThere(url) {
      try {
        const { status } = await fetcher(url, { method: "HEAD", credentials: "same-origin" });
        return status !== 404 && status !== 410;
      } catch {
        return true;
      }
    },
    waiting: () => get("/conversations?scope=waiting"),
    simulate: async (wish, stop) => (await (await call("POST", "/simulations", wish, stop)).json()) as Simulation,
    customers: customersRest(get, call, BASE),
    cases: casesRest(get, call),
    systems: systemsRest(get, call),
    designs: designsRest(get, call),
    left: leftRest(get, call),
    operator: operatorRest(get, call),
    sections: sectionsRest(get, call),
  };
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const value: unknown = await answer.json();
    if (isProblem(value)) return { ...value, status: answer.status };
  } catch {
    // Not JSON: a proxy answered in the gateway's place.
  }
  return problem("http_error", answer.status, t.problem.generic);
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value;
}

export function unreachable(): Problem {
  return problem("unreachable", 0, t.problem.offline);
}

export function problem(code: string, status: number, detail: string): Problem {
  return { type: `urn:frontdesk:problem:${code}`, code, status, title: detail, detail };
}

/** The problem of something thrown. */
export function problemIn(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : problem("unexpected", 0, t.problem.generic);
}

/** What to tell a person about something thrown. */
export function explain(error: unknown): string {
  return error instanceof ProblemError ? error.problem.detail : t.problem.generic;
}
