/** Counts the milliseconds in which the page was visible. Moments are those of `performance.now()`. */
export class VisibleClock {
  #sum = 0;
  /** Since when it has been visible; null: it is not. */
  #since: number | null = null;

  constructor(isVisible: boolean, now: number) {
    this.turn(isVisible, now);
  }

  /** The page came into view, or went out of it. */
  turn(isVisible: boolean, now: number): void {
    if (isVisible === (this.#since !== null)) return;
    if (this.#since !== null) this.#sum += now - this.#since;
    this.#since = isVisible ? now : null;
  }

  /** How long it had been visible at a moment. */
  at(moment: number): number {
    return this.#sum + Math.max(0, this.#since === null ? 0 : moment - this.#since);
  }
}
