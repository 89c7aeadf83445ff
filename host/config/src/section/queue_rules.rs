//! The keys of `[queue.NAME]` that say whom it asks, and what becomes of what it cannot serve.

use frontdesk_core::{
    AtClose, Consequence, LastAgent, Overflow, QueueId, QueuePlan, ScheduleId, Silence, Span,
    Strategy, Unstaffed, limits,
};

use crate::{
    nearest::suggestion,
    read::{Choice, Integer, Special, Table, Text},
    reference::Described,
    section::{queue_name, steps, wording},
};

const STRATEGY: Choice<Strategy> = Choice {
    name: "strategy",
    options: &[
        ("level", Strategy::Level),
        ("longest_idle", Strategy::LongestIdle),
        ("least_loaded", Strategy::LeastLoaded),
        ("round_robin", Strategy::RoundRobin),
        ("pull", Strategy::Pull),
    ],
    meaning: "Whom it asks first: the highest level in the queue and then the longest idle, the \
              longest idle, the least loaded, everybody in turn, or nobody (agents take \
              conversations themselves). A better language fit comes before all of these.",
};
const DECLINED: Choice<Consequence> = Choice {
    name: "declined_offer",
    options: &[
        ("stay_available", Consequence::StayAvailable),
        ("away", Consequence::Away),
    ],
    meaning: "What becomes of an agent who declines an offer.",
};
const STEPS: Special = steps::key(
    "Skills that agents need, each with a level from 1 to 10, for so many seconds of waiting; then \
     the next step holds, and after the last nothing is required.",
);
const UNSTAFFED: Choice<Unstaffed> = Choice {
    name: "unstaffed",
    options: &[
        ("wait", Unstaffed::Wait),
        ("overflow", Unstaffed::Overflow),
        ("refuse", Unstaffed::Refuse),
    ],
    meaning: "What becomes of a conversation that comes when nobody of the queue is signed in.",
};
const OVERFLOW: Text = Text {
    name: "overflow",
    default: Some(""),
    chars_max: 32,
    meaning: "The queue that takes what this one cannot serve; conversations keep their age. Empty: \
              none.",
};

const fn wait(name: &'static str, default: u32, meaning: &'static str) -> Integer {
    Integer {
        name,
        default,
        range: 0..=limits::WAIT_S_MAX,
        unit: "s",
        meaning,
    }
}

const AWAY_FOR: Integer = wait(
    "away_for_s",
    0,
    "How long an agent is away after a missed or declined offer. 0: until they say they are \
     available.",
);
const LANGUAGE_WAIT: Integer = wait(
    "language_wait_s",
    20,
    "How long only agents who speak the contact's language are asked, if any agent of the queue \
     does.",
);
const LAST_WITHIN: Integer = wait(
    "last_agent_within_s",
    0,
    "How long after a conversation the agent who answered is asked first when the same person \
     writes again. 0: not at all.",
);
const LAST_WAIT: Integer = wait(
    "last_agent_wait_s",
    20,
    "How long that agent is waited for, if they are available but have no room.",
);
const WAITING_MAX: Integer = Integer {
    name: "waiting_max",
    default: 0,
    range: 0..=limits::WAITING_MAX,
    unit: "",
    meaning: "How many conversations may wait; the next goes to the overflow queue, or is refused \
              if there is none. 0: 50000.",
};
const OVERFLOW_AFTER: Integer = wait(
    "overflow_after_s",
    0,
    "After how long a waiting conversation goes to the overflow queue, or past it if it is full; \
     where there is no room it stays for as long again. 0: never.",
);
const SERVICE_LEVEL: Integer = wait(
    "service_level_s",
    0,
    "Within which time a conversation should be accepted, for reports. 0: no target.",
);
const REMIND: Integer = wait(
    "silence_remind_s",
    0,
    "After how long a contact who owes an answer is reminded with `silence_reminder`. 0: never.",
);
const REMINDER: Special = Special {
    name: "silence_reminder",
    takes: "texts by language such as `{ en = \"Are you still there?\" }`",
    default: "English and German",
    meaning: "What the reminder says, in the conversation's language; where it has no text in it, the \
              English one, or the first. Web chat shows it as a notice, other channels send it, at most \
              1600 characters. Whoever wants no messages gets none.",
};
/// The reminder where the operator has worded none.
const USUAL_REMINDER: [(&str, &str); 2] = [
    ("en", "Are you still there? We are waiting for your answer."),
    ("de", "Sind Sie noch da? Wir warten auf Ihre Antwort."),
];
const END: Integer = wait(
    "silence_end_s",
    0,
    "After how long without the contact's answer the conversation ends. 0: never.",
);
const REQUEUE: Integer = wait(
    "silence_requeue_s",
    0,
    "After how long without the agent's answer the conversation goes back to the queue, with its \
     age. 0: never.",
);
const PARKED: Integer = wait(
    "parked_for_s",
    0,
    "After how long a conversation that an agent has set aside closes. 0: never.",
);

const SCHEDULE: Text = Text {
    name: "schedule",
    default: Some(""),
    chars_max: 32,
    meaning: "The schedule that says when it is open. Empty: always.",
};
const CLOSED: Choice<Unstaffed> = Choice {
    name: "closed",
    options: &[
        ("wait", Unstaffed::Wait),
        ("overflow", Unstaffed::Overflow),
        ("refuse", Unstaffed::Refuse),
    ],
    meaning: "What becomes of a conversation that comes while it is closed.",
};

const AT_CLOSE: Choice<AtClose> = Choice {
    name: "at_close",
    options: &[
        ("wait", AtClose::Wait),
        ("overflow", AtClose::Overflow),
        ("end", AtClose::End),
    ],
    meaning: "What becomes of a conversation that still waits when it closes, where contacts hold a socket: it waits \
              on, goes to the overflow queue (or ends where that is full), or ends. What is offered to an agent at \
              that moment is theirs to accept. Text messages wait on.",
};

/// All of them, as the reference page shows them.
pub(super) const KEYS: [&(dyn Described + Sync); 20] = [
    &STRATEGY,
    &STEPS,
    &LANGUAGE_WAIT,
    &LAST_WITHIN,
    &LAST_WAIT,
    &DECLINED,
    &AWAY_FOR,
    &OVERFLOW,
    &WAITING_MAX,
    &OVERFLOW_AFTER,
    &UNSTAFFED,
    &SCHEDULE,
    &CLOSED,
    &AT_CLOSE,
    &SERVICE_LEVEL,
    &REMIND,
    &REMINDER,
    &END,
    &REQUEUE,
    &PARKED,
];

/// Reads them into a plan. `defined` are the names of all queues.
pub(super) fn read(
    table: &mut Table<'_>,
    defined: &[&str],
    schedules: &[&str],
    plan: &mut QueuePlan,
) {
    let span = |table: &mut Table<'_>, key: &Integer| Span::seconds(table.integer(key));
    plan.strategy = table.choice(&STRATEGY, Strategy::Level);
    plan.declined_offer = table.choice(&DECLINED, Consequence::StayAvailable);
    plan.away_for = span(table, &AWAY_FOR);
    plan.steps = steps::read(table, &STEPS);
    plan.language_wait = span(table, &LANGUAGE_WAIT);
    plan.last_agent = LastAgent {
        within: span(table, &LAST_WITHIN),
        wait: span(table, &LAST_WAIT),
    };
    plan.overflow = overflow(table, defined);
    plan.schedule = schedule(table, schedules);
    plan.closed = closed(table, &plan.overflow);
    plan.at_close = at_close(table, &plan.overflow);
    plan.service_level = span(table, &SERVICE_LEVEL);
    plan.silence = silence(table);
    plan.reminder = wording::read(table, &REMINDER, &USUAL_REMINDER);
    plan.parked_for = span(table, &PARKED);
}

fn overflow(table: &mut Table<'_>, defined: &[&str]) -> Overflow {
    let (place, name) = table.text(&OVERFLOW);
    let queue: Option<QueueId> = match name.as_str() {
        "" => None,
        name => queue_name(table, &place, name, defined),
    };
    let after_place = table.place_of(OVERFLOW_AFTER.name);
    let unstaffed_place = table.place_of(UNSTAFFED.name);
    let rules = Overflow {
        queue,
        waiting_max: Some(table.integer(&WAITING_MAX)).filter(|max| *max > 0),
        after: Span::seconds(table.integer(&OVERFLOW_AFTER)),
        unstaffed: table.choice(&UNSTAFFED, Unstaffed::Wait),
    };
    let needs = "needs overflow, the queue to go to";
    if name.is_empty() && rules.after > Span::ZERO {
        table.problem(&after_place, format!("overflow_after_s {needs}"));
    }
    if name.is_empty() && rules.unstaffed == Unstaffed::Overflow {
        table.problem(
            &unstaffed_place,
            format!("unstaffed = \"overflow\" {needs}"),
        );
    }
    rules
}

fn schedule(table: &mut Table<'_>, defined: &[&str]) -> Option<ScheduleId> {
    let (place, name) = table.text(&SCHEDULE);
    if name.is_empty() {
        return None;
    }
    if !defined.contains(&name.as_str()) {
        let hint = suggestion(&name, defined.iter().copied());
        table.problem(&place, format!("schedule \"{name}\" is not defined{hint}"));
        return None;
    }
    name.parse().ok()
}

fn closed(table: &mut Table<'_>, overflow: &Overflow) -> Unstaffed {
    let place = table.place_of(CLOSED.name);
    let closed = table.choice(&CLOSED, Unstaffed::Wait);
    if closed == Unstaffed::Overflow && overflow.queue.is_none() {
        let message = "closed = \"overflow\" needs overflow, the queue to go to";
        table.problem(&place, message);
    }
    closed
}

fn at_close(table: &mut Table<'_>, overflow: &Overflow) -> AtClose {
    let place = table.place_of(AT_CLOSE.name);
    let at_close = table.choice(&AT_CLOSE, AtClose::Wait);
    if at_close == AtClose::Overflow && overflow.queue.is_none() {
        let message = "at_close = \"overflow\" needs overflow, the queue to go to";
        table.problem(&place, message);
    }
    at_close
}

fn silence(table: &mut Table<'_>) -> Silence {
    let place = table.place_of(END.name);
    let silence = Silence {
        contact_warn: Span::seconds(table.integer(&REMIND)),
        contact_end: Span::seconds(table.integer(&END)),
        agent_requeue: Span::seconds(table.integer(&REQUEUE)),
    };
    let ends_first =
        silence.contact_end > Span::ZERO && silence.contact_end <= silence.contact_warn;
    if ends_first {
        table.problem(&place, "silence_end_s comes after silence_remind_s");
    }
    silence
}
