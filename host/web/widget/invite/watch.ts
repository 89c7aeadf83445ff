import type { Facts } from "./rules.ts";
import type { VisibleClock } from "./visible-clock.ts";

/** Elements of one selector that are watched. */
const ELEMENTS_MAX = 50;
/** Sides of an element at whose visible parts the browser says so. */
const PARTS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];

/** What of a page can be seen, without what is known of its visitor. */
export type Seen = Pick<Facts, "href" | "referrer" | "pageMs" | "idleMs" | "scroll" | "exit" | "touch" | "hoverMs" | "visibleMs">;

/** What is to be watched. */
export interface Wanted {
  /** Selectors on which a pointer may dwell. */
  dwell: readonly string[];
  /** Selectors of which half may be visible. */
  visible: readonly string[];
  /** Something happened that may make a condition hold. */
  changed(): void;
  /** Another page has begun without being loaded. */
  page(): void;
}

/** A page is another one when its path or its query is; below `#/` some sites have their paths. */
const pageOf = ({ pathname, search, hash }: Location): string => pathname + search + (/^#!?\//.test(hash) ? hash : "");

/** Watches a page: the pointer, what is in view, how far down, whether anybody is there. Never asks again and again. */
export class PageWatch {
  readonly #wanted: Wanted;
  readonly #clock: VisibleClock;
  readonly #touch = !matchMedia("(any-hover: hover)").matches;
  readonly #hovered = new Map<string, { element: Element; since: number }>();
  readonly #inView = new Map<Element, number>();
  readonly #observed = new Map<string, Set<Element>>();
  #observer: IntersectionObserver | null = null;
  #page = pageOf(location);
  #began: number;
  #stirred: number;
  #scroll = 0;
  #exit = false;

  constructor(clock: VisibleClock, wanted: Wanted) {
    this.#wanted = wanted;
    this.#clock = clock;
    this.#began = this.#stirred = clock.at(performance.now());
  }

  /** Begins. From here on changes are told. */
  start(): void {
    this.#watchPointer();
    this.#watchView();
    this.#watchAddress();
    this.#look();
    addEventListener("scroll", () => this.#look(), { passive: true });
    const stir = (): void => void (this.#stirred = this.#clock.at(performance.now()));
    for (const sign of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove", "scroll"]) {
      addEventListener(sign, stir, { passive: true, capture: true });
    }
    for (const sign of ["focusin", "focusout"]) document.addEventListener(sign, () => queueMicrotask(() => this.#wanted.changed()));
  }

  /** What is seen at this moment. */
  get seen(): Seen {
    this.#lookAtAddress();
    const now = this.#clock.at(performance.now());
    return {
      href: location.href,
      referrer: document.referrer,
      pageMs: now - this.#began,
      idleMs: now - this.#stirred,
      scroll: this.#scroll,
      exit: this.#exit,
      touch: this.#touch,
      hoverMs: (selector) => {
        const hovered = this.#hovered.get(selector);
        return hovered?.element.isConnected === true ? now - hovered.since : null;
      },
      visibleMs: (selector) => {
        const since = [...(this.#observed.get(selector) ?? [])].flatMap((element) => this.#inView.get(element) ?? []);
        return since.length > 0 ? now - Math.min(...since) : null;
      },
    };
  }

  /** Whether the visitor is writing something into the page. */
  get isWriting(): boolean {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    if (!(focused instanceof HTMLElement)) return false;
    return focused.isContentEditable || focused.matches("input:not([type=button],[type=submit],[type=reset],[type=checkbox],[type=radio],[type=image]),textarea,select");
  }

  #watchPointer(): void {
    if (this.#touch) return;
    const over = (target: EventTarget | null, at: number): void => {
      const element = target instanceof Element ? target : null;
      let isNews = false;
      for (const selector of this.#wanted.dwell) {
        const found = element === null ? null : closest(element, selector);
        if (found === (this.#hovered.get(selector)?.element ?? null)) continue;
        isNews = true;
        if (found === null) this.#hovered.delete(selector);
        else this.#hovered.set(selector, { element: found, since: this.#clock.at(at) });
      }
      if (isNews) this.#wanted.changed();
    };
    document.addEventListener("pointerover", ({ target, timeStamp, pointerType }) => pointerType !== "touch" && over(target, timeStamp), { capture: true, passive: true });
    document.documentElement.addEventListener("pointerleave", ({ timeStamp, clientY }) => {
      over(null, timeStamp);
      this.#leave(clientY <= 0);
    });
    document.documentElement.addEventListener("pointerenter", () => this.#leave(false));
    // Where the pointer rests already.
    over([...document.querySelectorAll(":hover")].at(-1) ?? null, performance.now());
  }

  #leave(exit: boolean): void {
    if (this.#exit === exit) return;
    this.#exit = exit;
    this.#wanted.changed();
  }

  #watchView(): void {
    if (this.#wanted.visible.length === 0) return;
    this.#observer = new IntersectionObserver((entries) => {
      let isNews = false;
      for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds, time } of entries) {
        const isFull = intersectionRect.height >= (rootBounds?.height ?? innerHeight) / 2;
        const isSeen = isIntersecting && (intersectionRatio >= 0.5 || isFull);
        if (isSeen === this.#inView.has(target)) continue;
        isNews = true;
        if (isSeen) this.#inView.set(target, this.#clock.at(time));
        else this.#inView.delete(target);
      }
      if (isNews) this.#wanted.changed();
    }, { threshold: PARTS });
    this.#find();
    // Pages bring their parts when they like.
    let isPlanned = false;
    new MutationObserver(() => {
      if (isPlanned) return;
      isPlanned = true;
      requestAnimationFrame(() => {
        isPlanned = false;
        this.#find();
      });
    }).observe(document.documentElement, { childList: true, subtree: true });
  }

  #find(): void {
    for (const selector of this.#wanted.visible) {
      const before = this.#observed.get(selector);
      const found = new Set(all(selector).slice(0, ELEMENTS_MAX));
      this.#observed.set(selector, found);
      for (const element of found) if (before?.has(element) !== true) this.#observer?.observe(element);
      for (const element of before ?? []) {
        if (found.has(element) || [...this.#observed.values()].some((others) => others.has(element))) continue;
        this.#observer?.unobserve(element);
        this.#inView.delete(element);
      }
    }
  }

  #look(): void {
    const { scrollHeight } = document.documentElement;
    const seen = scrollHeight > 0 ? Math.min(100, Math.ceil(((scrollY + innerHeight) / scrollHeight) * 100)) : 100;
    if (seen <= this.#scroll) return;
    this.#scroll = seen;
    this.#wanted.changed();
  }

  #watchAddress(): void {
    const look = (): void => {
      if (this.#lookAtAddress()) this.#wanted.changed();
    };
    for (const sign of ["popstate", "hashchange"]) addEventListener(sign, look);
    // Where a browser tells of pages that scripts put into its history.
    (globalThis as { navigation?: EventTarget }).navigation?.addEventListener("currententrychange", look);
  }

  /** `true`: it is another page by now. */
  #lookAtAddress(): boolean {
    const page = pageOf(location);
    if (page === this.#page) return false;
    this.#page = page;
    this.#began = this.#stirred = this.#clock.at(performance.now());
    this.#scroll = 0;
    this.#exit = false;
    this.#wanted.page();
    return true;
  }
}

/** A selector that no browser understands is nowhere. */
function closest(element: Element, selector: string): Element | null {
  try {
    return element.closest(selector);
  } catch {
    return null;
  }
}

function all(selector: string): Element[] {
  try {
    return [...document.querySelectorAll(selector)];
  } catch {
    return [];
  }
}
