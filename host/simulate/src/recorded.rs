//! Traffic that was: contacts come again as they came, and what nobody could see is filled in.
//!
//! Of a contact who was answered nobody knows how long they would have waited, and of one who left how
//! long the talk would have been. Patience is taken to be exponential; its mean is all the time that
//! contacts waited, divided by how many left, which is the most likely value when those who were answered
//! count for as long as they were seen (Mandelbaum and Zeltyn, 2005, section 5). An exponential patience
//! does not tire, so whoever was answered after a minute has that minute and another full patience. A
//! talk that did not happen is as long as one that did, picked by chance on the same channel.

use std::collections::BTreeMap;

use frontdesk_core::{ChannelId, Span, Timestamp};
use serde::Serialize;

use crate::{
    chance::Chance,
    numbers::{count, float, rounded, seconds, span},
    past::{Past, PastFate},
    traffic::{Contact, Traffic, TrafficError},
};

/// What is filled in where the record says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Where chance begins.
    pub seed: u64,
    /// How long a talk is when none was recorded at all.
    pub handle: Span,
    /// How long contacts wait on average, instead of what the record shows.
    pub patience: Option<Span>,
}

/// What the record shows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Learned {
    /// Contacts who came.
    pub contacts: u64,
    /// Those an agent answered.
    pub answered: u64,
    /// Those who left.
    pub left: u64,
    /// How long talks were on average, in seconds.
    pub handle_mean_s: Option<f64>,
    /// How long contacts wait on average before they leave, in seconds; `None` when nobody left.
    pub patience_mean_s: Option<f64>,
    /// How long agents took to accept on average, in seconds.
    pub accept_mean_s: Option<f64>,
}

impl Learned {
    /// From past conversations.
    pub fn from(past: &[Past]) -> Self {
        let (mut left, mut waited) = (0, 0);
        let (mut talks, mut accepts) = (Mean::default(), Mean::default());
        for one in past {
            waited += one.waited.0;
            match one.fate {
                PastFate::Answered { handle, accept, .. } => {
                    talks.add(handle);
                    if let Some(accept) = accept {
                        accepts.add(accept);
                    }
                }
                PastFate::Left => left += 1,
            }
        }
        let patience = float(waited) / float(left) / 1_000.0;
        Self {
            contacts: count(past.len()),
            answered: talks.number,
            left,
            handle_mean_s: talks.mean_s(),
            patience_mean_s: (left > 0).then(|| rounded(patience)),
            accept_mean_s: accepts.mean_s(),
        }
    }
}

#[derive(Default)]
struct Mean {
    sum: u64,
    number: u64,
}

impl Mean {
    fn add(&mut self, span: Span) {
        self.sum += span.0;
        self.number += 1;
    }

    fn mean_s(&self) -> Option<f64> {
        (self.number > 0).then(|| rounded(float(self.sum) / float(self.number) / 1_000.0))
    }
}

/// Makes traffic of past conversations. It begins when the first contact came, and ends with the last
/// talk that began.
pub fn recorded(past: &[Past], gaps: Gaps) -> Result<(Traffic, Learned), TrafficError> {
    let learned = Learned::from(past);
    let patience = gaps.patience.map(seconds).or(learned.patience_mean_s);
    let mut talks: BTreeMap<&ChannelId, Vec<Span>> = BTreeMap::new();
    for one in past {
        if let PastFate::Answered { handle, .. } = one.fate {
            talks.entry(&one.channel).or_default().push(handle);
        }
    }
    let all_talks: Vec<Span> = talks.values().flatten().copied().collect();
    let mut waits = Chance::new(gaps.seed, "patience");
    let mut lengths = Chance::new(gaps.seed, "handle");
    let contacts = past.iter().map(|one| {
        // Drawn for everybody, so that one contact's record does not move what others are given.
        let longer = patience.map(|mean| span(waits.exponential(mean)));
        let of_channel = talks.get(&one.channel).unwrap_or(&all_talks);
        let talk = lengths.pick(of_channel).copied().unwrap_or(gaps.handle);
        let (handle, wrap_up, patience) = match one.fate {
            PastFate::Answered {
                handle, wrap_up, ..
            } => {
                let patience = longer.map(|longer| Span(one.waited.0 + longer.0));
                (handle, wrap_up, patience)
            }
            PastFate::Left => (talk, None, Some(one.waited)),
        };
        Contact {
            channel: one.channel.clone(),
            arrives: one.came,
            handle,
            wrap_up,
            patience,
            locale: one.locale.clone(),
        }
    });
    let start = past.iter().map(|one| one.came).min().unwrap_or_default();
    let end = past.iter().map(end_of).max().unwrap_or_default();
    Ok((Traffic::new(start, end, contacts.collect())?, learned))
}

fn end_of(one: &Past) -> Timestamp {
    let talk = match one.fate {
        PastFate::Answered { handle, .. } => handle,
        PastFate::Left => Span::ZERO,
    };
    one.came + one.waited + talk
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(came_s: u32, waited_s: u32, talked_s: Option<u32>) -> Past {
        Past {
            channel: "web".parse().unwrap(),
            came: Timestamp(1_000_000) + Span::seconds(came_s),
            waited: Span::seconds(waited_s),
            fate: talked_s.map_or(PastFate::Left, |talked| PastFate::Answered {
                handle: Span::seconds(talked),
                wrap_up: Some(Span::seconds(5)),
                accept: Some(Span::seconds(4)),
            }),
            locale: None,
        }
    }

    fn gaps() -> Gaps {
        Gaps {
            seed: 1,
            handle: Span::seconds(77),
            patience: None,
        }
    }

    #[test]
    fn the_record_is_taken_as_it_is_and_the_rest_is_filled_in() {
        let record = [past(0, 10, Some(100)), past(60, 40, None)];
        let (traffic, learned) = recorded(&record, gaps()).unwrap();
        let [answered, left] = traffic.contacts() else {
            panic!("two contacts")
        };
        assert_eq!(answered.handle, Span::seconds(100));
        assert_eq!(answered.wrap_up, Some(Span::seconds(5)));
        assert!(answered.patience.unwrap() > Span::seconds(10));
        // The only talk there was.
        assert_eq!(left.handle, Span::seconds(100));
        assert_eq!(left.patience, Some(Span::seconds(40)));
        assert_eq!(traffic.length(), Span::seconds(110));
        assert_eq!((learned.answered, learned.left), (1, 1));
        // 50 s waited, one who left.
        assert_eq!(learned.patience_mean_s, Some(50.0));
        assert_eq!(learned.handle_mean_s, Some(100.0));
        assert_eq!(learned.accept_mean_s, Some(4.0));
    }

    #[test]
    fn where_nobody_left_nobody_will_unless_the_operator_says_so() {
        let record = [past(0, 10, Some(100))];
        let (traffic, learned) = recorded(&record, gaps()).unwrap();
        assert_eq!(traffic.contacts()[0].patience, None);
        assert_eq!(learned.patience_mean_s, None);
        let patience = Some(Span::seconds(30));
        let (traffic, _) = recorded(&record, Gaps { patience, ..gaps() }).unwrap();
        assert!(traffic.contacts()[0].patience.unwrap() > Span::seconds(10));
    }

    #[test]
    fn the_patience_that_made_a_record_is_found_in_it() {
        // Contacts with a patience of 100 s, who are answered after 60 s if they are still there.
        let mut chance = Chance::new(3, "test");
        let record: Vec<Past> = (0..20_000)
            .map(|n| match chance.exponential(100.0) {
                patience if patience > 60.0 => past(n, 60, Some(1)),
                patience => Past {
                    waited: span(patience),
                    ..past(n, 0, None)
                },
            })
            .collect();
        let found = Learned::from(&record).patience_mean_s.unwrap();
        // Some 9000 leave: five standard errors are 5.3 s.
        assert!((found - 100.0).abs() < 5.3, "{found}");
    }

    #[test]
    fn without_any_talk_the_length_is_the_operators() {
        let (traffic, _) = recorded(&[past(0, 5, None)], gaps()).unwrap();
        assert_eq!(traffic.contacts()[0].handle, Span::seconds(77));
        assert_eq!(recorded(&[], gaps()).unwrap().0.contacts(), []);
    }
}
