// Who is signed in, and how they came in.

import { explain, ProblemError, type Rest } from "../api/rest.ts";
import type { AgentView, SignIn } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

export type SessionStatus =
  | { readonly kind: "checking"; readonly byLink: boolean }
  | { readonly kind: "signed_out"; readonly note: string | null; readonly error: string | null }
  | { readonly kind: "signed_in"; readonly agent: AgentView };

/** The one-time token in an address such as `/console/#link=TOKEN`. */
export function linkToken(fragment: string): string | null {
  const match = /^#link=([A-Za-z0-9._~-]{1,512})$/.exec(fragment);
  return match?.[1] ?? null;
}

export class Session {
  status: SessionStatus = $state.raw({ kind: "checking", byLink: false });
  busy: boolean = $state(false);
  readonly #rest: Rest;

  constructor(rest: Rest) {
    this.#rest = rest;
  }

  /** Finds out who is signed in. A one-time link wins over an old session and is used at once. */
  async open(link: string | null): Promise<void> {
    this.status = { kind: "checking", byLink: link !== null };
    try {
      if (link !== null) {
        const { agent } = await this.#rest.signIn({ kind: "link", token: link });
        this.status = { kind: "signed_in", agent };
        return;
      }
      const session = await this.#rest.session();
      this.status = session === null ? signedOut(null) : { kind: "signed_in", agent: session.agent };
    } catch (error) {
      this.status = signedOut(null, link !== null && isUsedUp(error) ? t.signIn.linkFailed : reason(error));
    }
  }

  async signIn(how: SignIn): Promise<void> {
    this.busy = true;
    try {
      const { agent } = await this.#rest.signIn(how);
      this.status = { kind: "signed_in", agent };
    } catch (error) {
      this.status = signedOut(null, reason(error));
    } finally {
      this.busy = false;
    }
  }

  async signOut(): Promise<void> {
    try {
      await this.#rest.signOut();
    } catch (error) {
      // Already signed out is what was asked for; anything else leaves the cookie alive.
      if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error;
    }
    this.status = signedOut(t.signIn.signedOut);
  }

  /** The gateway ended the session. */
  ended(): void {
    if (this.status.kind === "signed_in") this.status = signedOut(t.signIn.ended);
  }
}

function signedOut(note: string | null, error: string | null = null): SessionStatus {
  return { kind: "signed_out", note, error };
}

/** The link was used, has expired, or never was. Anything else may be worth another try. */
function isUsedUp(error: unknown): boolean {
  return error instanceof ProblemError && [401, 404, 409, 410].includes(error.problem.status);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 0;
}

function reason(error: unknown): string {
  if (isUnreachable(error)) return t.signIn.unreachable;
  return error instanceof ProblemError && error.problem.status === 401 ? t.signIn.rejected : explain(error);
}
