// What a screen reader is told without being asked. Two regions on the page read from here.

export class Announcer {
  polite: string = $state("");
  assertive: string = $state("");
  #odd = false;

  say(text: string): void {
    this.polite = this.#distinct(text);
  }

  interrupt(text: string): void {
    this.assertive = this.#distinct(text);
  }

  /** The same words twice are two announcements: a trailing no-break space makes them differ. */
  #distinct(text: string): string {
    this.#odd = !this.#odd;
    return this.#odd ? text : `${text}\u00a0`;
  }
}
