//! The two forms in which X tells of events, as one: the Account Activity API's (`for_user_id` beside
//! the lists) and its successor's, the Activity API's (`data` with the lists in `payload`).

use frontdesk_plugin::Error;

use frontdesk_plugin::told::Told;

/// What a call tells of.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// Whose events they are; none: X does not say.
    pub owner: Option<Told<'a>>,
    /// The event's type, in the newer form.
    pub kind: Option<&'a str>,
    /// Lists of events by kind, and the users they speak of.
    pub body: Told<'a>,
}

impl<'a> Envelope<'a> {
    /// Opens a call.
    pub fn open(call: Told<'a>) -> Result<Self, Error> {
        if !call.is_object() {
            return Err(Error::invalid("the call is no event of X's"));
        }
        let data = call.at("data");
        Ok(if data.is_object() {
            Self {
                owner: present(data.at("filter").at("user_id")),
                kind: data.at("event_type").text(),
                body: data.at("payload"),
            }
        } else {
            Self {
                owner: present(call.at("for_user_id")),
                kind: None,
                body: call,
            }
        })
    }

    /// Whether the events are this account's. An app may have several: where two of them talk, each is
    /// told of every message.
    pub fn is_of(&self, user: &str) -> bool {
        self.owner
            .is_none_or(|owner| owner.id().as_deref() == Some(user))
    }

    /// What is said of a user: the newer form has it one level deeper.
    pub fn user(&self, id: &str) -> Told<'a> {
        let user = self.body.at("users").at(id);
        if user.at("data").is_object() {
            user.at("data")
        } else {
            user
        }
    }
}

fn present(id: Told<'_>) -> Option<Told<'_>> {
    id.id().map(|_| id)
}
