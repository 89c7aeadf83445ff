import { Inviter } from "./inviter.ts";
import { Journal } from "./journal.ts";
import { Leases } from "./leases.ts";
import { due, selectors, type Facts } from "./rules.ts";
import { showCard } from "./card.ts";
import { VisibleClock } from "./visible-clock.ts";
import { PageWatch } from "./watch.ts";
import type { Invite, InviteOptions } from "../contract.ts";

/** Replies that a page may give, and characters of one. */
const REPLIES_MAX = 5;
const REPLY_CHARS = 30;

/** Watches the page and shows the channel's invitations when they are due. */
export function begin(options: InviteOptions): Invite {
  const { config, page, shelf, gateway, channel, root } = options;
  const { invitations } = config;
  const journal = new Journal(shelf, Date.now, Math.random);
  const leases = new Leases(gateway, channel);
  const isVisible = (): boolean => document.visibilityState === "visible";
  const clock = new VisibleClock(isVisible(), performance.now());
  let replies: readonly string[] | null = null;
  let kept = 0;

  const every = (kind: "dwell" | "visible"): string[] => [...new Set(invitations.flatMap(({ when }) => selectors(when, kind)))];
  const dwell = every("dwell");
  const nextPage = (): void => {
    keep();
    journal.page();
  };
  /** What of the time that the page was visible is not in the journal yet. */
  const unkept = (): number => clock.at(performance.now()) - kept;
  function keep(): void {
    const ms = unkept();
    if (ms > 0) journal.add(ms);
    kept += ms;
  }
  journal.page();
  const touch = journal.touch;
  if (touch !== null) page.touched(touch);
  const watch = new PageWatch(clock, {
    dwell,
    // Where nothing hovers, what would be dwelt on is looked at.
    visible: [...new Set([...every("visible"), ...dwell])],
    changed: () => inviter.check(),
    page: nextPage,
  });

  const facts = (): Facts => {
    // First: it may notice that another page has begun.
    const { seen } = watch;
    const { pages, visits, ms } = journal.visit;
    return { ...seen, siteMs: ms + unkept(), pages, visits, language: page.contactLanguage() ?? navigator.language, data: page.data() };
  };
  const inviter: Inviter = new Inviter(invitations, {
    due: ({ when }) => due(when, facts()),
    allows: (invitation) => journal.allows(invitation),
    holdsOut: (invitation) => journal.holdsOut(invitation),
    isBusy: () => !isVisible() || page.isBusy() || watch.isWriting,
    ask: (name, heldOut) => leases.ask(name, heldOut),
    tell: (name, token, outcome) => leases.tell(name, token, outcome),
    show(invitation) {
      return showCard(options, invitation, replies, {
        accept(text) {
          inviter.accept();
          page.accept(text);
        },
        decline() {
          const hadFocus = root.activeElement?.matches(".invitation *") === true;
          inviter.decline();
          if (hadFocus) page.focus();
        },
      });
    },
    noted({ name }, token, heldOut) {
      journal.shown(name, token);
      page.touched(token);
      if (!heldOut) page.shown(name);
    },
    declined: () => journal.declined(),
    now: () => performance.now(),
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    chance: Math.random,
  });

  document.addEventListener("visibilitychange", () => {
    clock.turn(isVisible(), performance.now());
    if (!isVisible()) keep();
    inviter.check();
  });
  addEventListener("pagehide", keep);
  watch.start();
  inviter.check();
  return {
    changed: () => inviter.check(),
    opened() {
      inviter.accept();
      inviter.check();
    },
    chatted() {
      journal.chatted();
      page.touched(null);
    },
    setReplies(given) {
      replies = given.slice(0, REPLIES_MAX).map((reply) => Array.from(reply).slice(0, REPLY_CHARS).join(""));
    },
  };
}
