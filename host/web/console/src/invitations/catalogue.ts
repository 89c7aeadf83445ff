// The words of what became of invitations.

export const words = {
  title: "Invitations",
  of: "Of the last",
  days: (days: number) => `${days} days`,
  columns: { invitation: "Invitation", shown: "Shown", accepted: "Accepted", declined: "Declined", expired: "Let pass", chatted: "Then chatted", held: "Held out, then chatted", lift: "Difference" },
  on: (channel: string) => `on ${channel}`,
  part: (count: number, percent: string) => `${count} (${percent})`,
  held: (percent: string, of: number) => `${percent} of ${of}`,
  lift: (points: string, margin: string) => `${points} ± ${margin} points`,
  noLift: "–",
  noLiftHint: "Set hold_out to see what difference it makes; it takes some hundred visitors on both sides.",
  liftHint: "Among those who saw it, against those from whom it was held back; the margin holds in 95 of 100 cases.",
  failed: "What became of invitations could not be loaded.",
};
