// One entry of a menu.

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
  /** Shown above the entry. */
  readonly heading?: string;
  readonly hint?: string;
  readonly keys?: string;
  /** Given: the entry is one of several, or with `toggle` on or off. */
  readonly checked?: boolean;
  readonly toggle?: boolean;
  /** The menu stays open. */
  readonly stays?: boolean;
  readonly dot?: "available" | "away" | "offline";
}
