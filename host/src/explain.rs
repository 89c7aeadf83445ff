//! `frontdesk explain`: why an open conversation is where it is, for people and for programs.

use std::{fmt::Write as _, process::ExitCode};

use anyhow::{Context as _, Result};
use clap::Args;
use frontdesk_core::{ConversationId, Timestamp};
use frontdesk_engine::ports::Clock as _;
use frontdesk_wire::{
    At,
    rest::{CandidateView, ExplanationView, FluencyView},
};

use crate::{
    announce::say,
    cli::Place,
    clock::WallClock,
    control::{self, Ask},
    table,
};

#[derive(Clone, Debug, Args)]
pub(crate) struct Explain {
    /// Which: `cnv_17`, as the console and the log name it
    conversation: ConversationId,
    /// Print JSON, as `GET /api/v1/conversations/{conversation}/explanation` answers
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Asks the running gateway, and prints what it says.
pub(crate) fn run(options: &Explain) -> Result<ExitCode> {
    let ask = Ask::Explain {
        conversation: options.conversation,
    };
    let mut answer = String::new();
    control::ask(&options.place.state()?, &ask, |line| answer.push_str(line))?;
    let explanation: ExplanationView = serde_json::from_str(&answer)
        .context("the running gateway is of another version: start it again")?;
    if options.json {
        say(&(serde_json::to_string_pretty(&explanation)? + "\n"));
    } else {
        say(&text(&explanation, WallClock.now()));
    }
    Ok(ExitCode::SUCCESS)
}

fn text(of: &ExplanationView, now: Timestamp) -> String {
    let mut text = format!(
        "{}: {} in queue {}",
        of.conversation.0, of.state, of.queue.0
    );
    if let Some(position) = of.position {
        // Writing to a String cannot fail.
        let _infallible = write!(text, ", place {position} in line");
    }
    text.push('\n');
    for row in table::lines(&demands(of, now)) {
        let _infallible = writeln!(text, "{row}");
    }
    text.push('\n');
    if of.candidates.is_empty() {
        let _infallible = writeln!(text, "no agent answers queue {}", of.queue.0);
        return text;
    }
    let heading = ["AGENT", "HOLDS", "LEVEL", "LANGUAGE", "IDLE", "WHY"];
    let mut rows = vec![heading.map(str::to_owned)];
    rows.extend(of.candidates.iter().map(|it| row(it, &of.candidates)));
    for row in table::lines(&rows) {
        let _infallible = writeln!(text, "{row}");
    }
    text
}

/// What is asked of agents at this moment, and until when.
fn demands(of: &ExplanationView, now: Timestamp) -> Vec<[String; 2]> {
    let mut rows = Vec::new();
    let mut row = |name: &str, value: String| rows.push([name.to_owned(), value]);
    if let Some(language) = &of.language {
        let others = if of.any_language {
            "agents who do not speak it are asked as well"
        } else {
            "only agents who speak it are asked"
        };
        row("language", format!("{language}; {others}"));
    }
    if !of.required.is_empty() {
        let skills = of.required.iter();
        let skills: Vec<_> = skills
            .map(|it| format!("{} {}", it.skill, it.level))
            .collect();
        row("required", skills.join(", "));
    }
    if let Some(agent) = &of.waits_for {
        row("waits for", format!("{} alone", agent.0));
    }
    if let Some(at) = of.relaxes_at {
        row(
            "until",
            format!("{}, then less is asked for", moment(at, now)),
        );
    }
    if let Some(score) = of.score {
        row("score", format!("{}.{:03}", score / 1_000, score % 1_000));
    }
    rows
}

/// `2026-01-31T09:30:00.250Z (in 12 s)`.
fn moment(at: At, now: Timestamp) -> String {
    // A string always becomes JSON, and this one has quotes around it.
    let written = serde_json::to_string(&at).unwrap_or_default();
    let left = duration(at.0.since(now).0);
    format!("{} (in {left})", written.trim_matches('"'))
}

fn row(of: &CandidateView, all: &[CandidateView]) -> [String; 6] {
    let fluency = match of.fluency {
        FluencyView::None => "-",
        FluencyView::Secondary => "secondary",
        FluencyView::Primary => "primary",
    };
    [
        of.agent.0.to_string(),
        format!("{} of {}", of.load, of.capacity),
        of.level.to_string(),
        fluency.to_owned(),
        duration(of.idle_ms),
        why(&of.verdict, all),
    ]
}

/// The two largest units that say something.
fn duration(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {} s", seconds % 60),
        _ => format!("{hours} h {} min", minutes % 60),
    }
}

/// A verdict in words; one that this program does not know, as it is.
fn why(verdict: &str, all: &[CandidateView]) -> String {
    let words = match verdict {
        "chosen" => return chosen(all),
        "shorter_idle" => "behind: idle for a shorter time",
        "less_fluent" => "behind: speaks the language less well",
        "lower_level" => "behind: a lower level in the queue",
        "more_loaded" => "behind: less of the capacity free",
        "asked_more_recently" => "behind: asked more recently",
        "better_placed_now" => "would come first now, but did not when it was given",
        "came_later" => "came only after it was given",
        "eligible" => "could be asked; another conversation comes first",
        "may_take" => "may take it by hand; nobody is asked in this queue",
        "passed_recently" => "let it pass a moment ago",
        "full" => "holds as many conversations as they may",
        "full_for_channel" => "holds as many of this channel as they may",
        "kept_for_heavier" => "kept for one that takes more room and has waited long",
        "lacks_skill" => "lacks a skill that is required",
        "lacks_language" => "does not speak the language",
        "another_is_waited_for" => "another agent is waited for",
        "stops_new" => "wants nothing new",
        "not_available" => "not available",
        "unreachable" => "no console is connected",
        other => other,
    };
    words.to_owned()
}

/// Whether the chosen one was the first of several who could be asked, or alone.
fn chosen(all: &[CandidateView]) -> String {
    let behind = all.iter().filter(|it| {
        let verdict = it.verdict.as_str();
        matches!(
            verdict,
            "shorter_idle" | "less_fluent" | "lower_level" | "more_loaded" | "asked_more_recently"
        )
    });
    match behind.count() {
        0 => "chosen: of those who can be asked, nobody was before them".to_owned(),
        1 => "chosen: before the one who is behind".to_owned(),
        others => format!("chosen: before the {others} who are behind"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn explanation(of: serde_json::Value) -> ExplanationView {
        serde_json::from_value(of).unwrap()
    }

    fn candidate(agent: &str, fluency: &str, verdict: &str) -> serde_json::Value {
        json!({
            "agent": agent, "name": agent, "idle_ms": 75_000, "load": 1, "capacity": 3, "level": 5,
            "fluency": fluency, "verdict": verdict,
        })
    }

    #[test]
    fn an_offered_conversation_says_who_was_chosen_and_what_put_each_other_behind() {
        let view = explanation(json!({
            "conversation": "cnv_17", "state": "offered", "queue": "sales", "position": 1,
            "any_language": true,
            "candidates": [
                candidate("bea", "none", "chosen"),
                candidate("cem", "none", "shorter_idle"),
                candidate("dan", "none", "came_later"),
                candidate("eve", "none", "kept_for_heavier"),
            ],
        }));
        let expected = "\
            cnv_17: offered in queue sales, place 1 in line\n\
            \n\
            AGENT  HOLDS   LEVEL  LANGUAGE  IDLE        WHY\n\
            bea    1 of 3  5      -         1 min 15 s  chosen: before the one who is behind\n\
            cem    1 of 3  5      -         1 min 15 s  behind: idle for a shorter time\n\
            dan    1 of 3  5      -         1 min 15 s  came only after it was given\n\
            eve    1 of 3  5      -         1 min 15 s  kept for one that takes more room and has waited long\n";
        assert_eq!(text(&view, Timestamp(0)), expected);
    }

    #[test]
    fn a_waiting_conversation_says_what_is_asked_for_and_until_when() {
        let view = explanation(json!({
            "conversation": "cnv_3", "state": "queued", "queue": "sales", "position": 2,
            "language": "es", "any_language": false, "waits_for": "bea", "score": 53_250,
            "required": [{"skill": "billing", "level": 5}, {"skill": "vip", "level": 1}],
            "relaxes_at": "1970-01-01T00:01:30.000Z",
            "candidates": [candidate("bea", "primary", "a_later_word")],
        }));
        let expected = "\
            cnv_3: queued in queue sales, place 2 in line\n\
            language   es; only agents who speak it are asked\n\
            required   billing 5, vip 1\n\
            waits for  bea alone\n\
            until      1970-01-01T00:01:30.000Z (in 30 s), then less is asked for\n\
            score      53.250\n\
            \n\
            AGENT  HOLDS   LEVEL  LANGUAGE  IDLE        WHY\n\
            bea    1 of 3  5      primary   1 min 15 s  a_later_word\n";
        assert_eq!(text(&view, Timestamp(60_000)), expected);
    }

    #[test]
    fn a_queue_that_nobody_answers_says_so() {
        let view = explanation(json!({
            "conversation": "cnv_3", "state": "queued", "queue": "sales", "position": 1,
            "any_language": true, "candidates": [],
        }));
        assert!(text(&view, Timestamp(0)).ends_with("\n\nno agent answers queue sales\n"));
    }
}
