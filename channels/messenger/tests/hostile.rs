//! Calls in which nothing is as it should be.

#[cfg(test)]
#[path = "../../meta/tests/support/mod.rs"]
mod support;

use frontdesk_channel_messenger::Messenger;
use serde_json::json;
use support::messaging::Account;

fn account() -> Account {
    Account {
        object: "page",
        settings: json!({ "page_id": "1", "app_id": "7" }),
    }
}

#[test]
fn strangers_are_refused_before_anything_is_read() {
    support::refuses_strangers::<Messenger>(&account().settings);
}

#[test]
fn garbage_is_refused_in_words() {
    support::refuses_garbage::<Messenger>(&account().settings);
}

#[test]
fn a_message_survives_any_change_of_one_of_its_fields() {
    account().survives_messages::<Messenger>();
}

#[test]
fn everything_else_survives_it_too() {
    account().survives_the_rest::<Messenger>();
}

#[test]
fn a_message_with_more_files_than_are_shown_says_so() {
    account().counts_files::<Messenger>();
}
