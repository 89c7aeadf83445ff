//! A job's way through a service: in lines, in batches within its limits, and back in order.

use std::ops::Range;

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    translator::{Job, Translated},
};

use crate::{
    lines::{Line, Lines, Told},
    markup::Markup,
    refusal::{self, lost, too_much, wrong_number},
    stand_in::StandIns,
};

/// The gateway runs so many requests at the same time,
const AT_ONCE: usize = 4;
/// and so many rounds of them before it wants the result.
const ROUNDS: usize = 7;

/// What one request may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimits {
    /// Texts.
    pub texts: usize,
    /// Characters (code points) of all of them, as they are sent.
    pub chars: usize,
}

/// How a service is told what to leave alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// In markup.
    Marked(Markup),
    /// Not at all: other words are sent instead.
    StandIns,
}

/// Texts of one request.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// As they are to be sent.
    pub texts: &'a [String],
    /// Whether they are markup.
    pub is_marked: bool,
}

/// What a service answered to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// One for each text, in order.
    pub texts: Vec<Told>,
    /// The characters that it counts, if it says so.
    pub billed_chars: Option<u32>,
}

/// A translation service, for one job: languages and settings are known.
pub trait Service {
    /// Its name, for the operator.
    const NAME: &'static str;
    /// How it is told what to leave alone.
    const KEEPS: Keeps;

    /// What one request may hold.
    fn limits(&self) -> RequestLimits;

    /// The request for some texts.
    fn request(&self, batch: Batch<'_>) -> Result<Request, Error>;

    /// What came back for them.
    fn answer(&self, batch: Batch<'_>, response: &Response) -> Result<Answer, Error>;

    /// What a status means that is no answer; none: what it means everywhere.
    fn refused(&self, response: &Response) -> Option<Error>;
}

/// How the lines of a job are written and read.
enum Writing {
    Plain,
    Marked(Markup),
    StandIns(StandIns),
}

impl Writing {
    fn of(lines: &Lines, keeps: Keeps) -> Self {
        match keeps {
            _ if !lines.has_kept() => Self::Plain,
            Keeps::Marked(markup) => Self::Marked(markup),
            Keeps::StandIns => Self::StandIns(StandIns::for_lines(lines)),
        }
    }

    fn written(&self, line: &Line) -> Option<String> {
        match self {
            Self::Plain => Some(line.text()),
            Self::Marked(markup) => Some(markup.written(line)),
            Self::StandIns(words) => words.written(line),
        }
    }

    fn read(&self, line: &Line, told: Told) -> Option<Told> {
        let text = match self {
            Self::Plain => Some(told.text),
            Self::Marked(markup) => markup.read(line, &told.text),
            Self::StandIns(words) => words.read(line, &told.text),
        };
        text.map(|text| Told { text, ..told })
    }

    const fn is_marked(&self) -> bool {
        matches!(self, Self::Marked(_))
    }
}

/// Translates a job. Where nothing is to be translated, nothing is sent.
pub fn translate<S: Service>(service: &S, job: &Job, cx: &mut Cx) -> Result<Translated, Error> {
    let lines = Lines::of(job);
    let writing = Writing::of(&lines, S::KEEPS);
    let written = lines.all().iter().map(|line| writing.written(line));
    let written: Vec<String> = written
        .collect::<Option<_>>()
        .ok_or_else(|| too_much(S::NAME))?;
    let batches = batches(&written, service.limits()).ok_or_else(|| too_much(S::NAME))?;
    let mut told = Vec::with_capacity(written.len());
    let mut billed_chars = None;
    for some in batches.chunks(AT_ONCE) {
        let batch = |range: &Range<usize>| Batch {
            texts: written.get(range.clone()).unwrap_or_default(),
            is_marked: writing.is_marked(),
        };
        let request = |range| service.request(batch(range));
        let requests = some.iter().map(request).collect::<Result<_, Error>>()?;
        for (exchange, range) in cx.try_fetch_all(requests)?.into_iter().zip(some) {
            let refused = |response: &Response| service.refused(response);
            let response = exchange.map_err(|failure| refusal::of(&failure, S::NAME, refused))?;
            let answer = service.answer(batch(range), &response)?;
            if answer.texts.len() != range.len() {
                return Err(wrong_number(S::NAME));
            }
            told.extend(answer.texts);
            billed_chars = sum(billed_chars, answer.billed_chars);
        }
    }
    let read = told.into_iter().zip(lines.all());
    let read = read.map(|(told, line)| writing.read(line, told));
    let read: Vec<Told> = read.collect::<Option<_>>().ok_or_else(|| lost(S::NAME))?;
    Ok(Translated {
        items: lines.joined(&read, S::NAME)?,
        billed_chars,
    })
}

fn sum(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

/// Which texts go together; none if one alone is too long, or all are more than the gateway has requests
/// for.
fn batches(texts: &[String], limits: RequestLimits) -> Option<Vec<Range<usize>>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut room = 0;
    for (at, text) in texts.iter().enumerate() {
        let chars = text.chars().count();
        match batches.last_mut() {
            Some(last) if last.len() < limits.texts && chars <= room => last.end = at + 1,
            Some(_) | None => {
                room = limits.chars;
                batches.push(at..at + 1);
            }
        }
        room = room.checked_sub(chars)?;
    }
    (batches.len() <= AT_ONCE * ROUNDS).then_some(batches)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches_of(lengths: &[usize], texts: usize, chars: usize) -> Option<Vec<Range<usize>>> {
        let all: Vec<String> = lengths.iter().map(|length| "é".repeat(*length)).collect();
        batches(&all, RequestLimits { texts, chars })
    }

    #[test]
    fn texts_are_sent_in_order_and_within_the_limits() {
        assert_eq!(batches_of(&[], 2, 10), Some(vec![]));
        assert_eq!(batches_of(&[3, 3, 3], 2, 10), Some(vec![0..2, 2..3]));
        assert_eq!(batches_of(&[5, 5, 1], 9, 10), Some(vec![0..2, 2..3]));
        assert_eq!(batches_of(&[10, 10], 9, 10), Some(vec![0..1, 1..2]));
    }

    #[test]
    fn what_cannot_be_sent_is_no_job() {
        assert_eq!(batches_of(&[11], 9, 10), None);
        assert!(batches_of(&[1; 28], 1, 10).is_some());
        assert_eq!(batches_of(&[1; 29], 1, 10), None);
    }
}
