//! What was said and is not answered yet: sent once on each connection, in order.

use std::collections::VecDeque;

/// Unanswered frames, oldest first.
#[derive(Debug, Default)]
pub struct Outbox {
    frames: VecDeque<Unanswered>,
    /// Whether each waits for the answer to the one before, as in the widget: a frame that the gateway puts off then
    /// still comes before those behind it.
    pub in_turn: bool,
}

#[derive(Debug)]
struct Unanswered {
    id: String,
    json: String,
    /// The connection it was last written to; 0: none.
    sent_on: u32,
}

impl Outbox {
    /// Puts a frame in.
    pub fn push(&mut self, id: &str, json: String) {
        self.frames.push_back(Unanswered {
            id: id.to_owned(),
            json,
            sent_on: 0,
        });
    }

    /// What has to be written on this connection (counted from 1), as id and frame.
    pub fn due(&mut self, connection: u32) -> Vec<(Option<String>, String)> {
        let mut due = Vec::new();
        let together = if self.in_turn { 1 } else { usize::MAX };
        for frame in self
            .frames
            .iter_mut()
            .take(together)
            .filter(|frame| frame.sent_on != connection)
        {
            frame.sent_on = connection;
            due.push((Some(frame.id.clone()), frame.json.clone()));
        }
        due
    }

    /// The frame was answered for good.
    pub fn answered(&mut self, id: &str) {
        self.frames.retain(|frame| frame.id != id);
    }

    /// The frame was put off: it is due again.
    pub fn again(&mut self, id: &str) {
        self.frames
            .iter_mut()
            .filter(|frame| frame.id == id)
            .for_each(|frame| frame.sent_on = 0);
    }

    /// Whether everything is answered.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// How many wait for an answer.
    pub fn len(&self) -> usize {
        self.frames.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(due: &[(Option<String>, String)]) -> Vec<&str> {
        due.iter().filter_map(|(id, _)| id.as_deref()).collect()
    }

    #[test]
    fn a_frame_is_sent_once_on_each_connection_until_it_is_answered() {
        let mut outbox = Outbox::default();
        outbox.push("a", String::new());
        outbox.push("b", String::new());
        assert_eq!(ids(&outbox.due(1)), ["a", "b"]);
        assert!(outbox.due(1).is_empty());
        outbox.answered("a");
        assert_eq!(ids(&outbox.due(2)), ["b"]);
    }

    #[test]
    fn in_turn_each_waits_for_the_answer_to_the_one_before() {
        let mut outbox = Outbox {
            in_turn: true,
            ..Outbox::default()
        };
        outbox.push("a", String::new());
        outbox.push("b", String::new());
        assert_eq!(ids(&outbox.due(1)), ["a"]);
        outbox.again("a");
        assert_eq!(ids(&outbox.due(1)), ["a"]);
        outbox.answered("a");
        assert_eq!(ids(&outbox.due(1)), ["b"]);
    }

    #[test]
    fn a_frame_that_was_put_off_goes_out_again() {
        let mut outbox = Outbox::default();
        outbox.push("a", String::new());
        assert_eq!(ids(&outbox.due(1)), ["a"]);
        outbox.again("a");
        assert_eq!(ids(&outbox.due(1)), ["a"]);
    }
}
