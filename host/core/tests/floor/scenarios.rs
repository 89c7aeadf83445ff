//! Each file in `tests/scenarios` is played and must read exactly as it is written.

use std::{fs, path::Path};

use crate::script;

/// Plays `tests/scenarios/<name>.txt`. With `UPDATE_SCENARIOS=1` the file is written anew, for a
/// reviewer to read.
fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/scenarios")
        .join(name);
    let written = fs::read_to_string(&path).unwrap();
    let played = script::play(&written);
    if std::env::var_os("UPDATE_SCENARIOS").is_some() {
        fs::write(&path, played).unwrap();
    } else {
        assert!(played == written, "{name} plays differently:\n{played}");
    }
}

macro_rules! scenarios {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(concat!(stringify!($name), ".txt"));
            }
        )*

        #[test]
        fn every_scenario_file_is_played() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
            let mut files: Vec<_> = fs::read_dir(folder)
                .unwrap()
                .map(|f| f.unwrap().file_name().into_string().unwrap())
                .filter(|f| f.ends_with(".txt"))
                .collect();
            files.sort();
            let mut played = vec![$(concat!(stringify!($name), ".txt")),*];
            played.sort_unstable();
            assert_eq!(files, played);
        }
    };
}

scenarios! {
    a_chat_from_hello_to_goodbye
    a_clock_at_the_limits
    a_console_is_lost_and_returns
    a_contact_leaves_the_queue
    a_contact_wants_no_more_messages
    a_declined_offer_keeps_its_place
    a_missed_offer_sends_the_agent_away
    a_restart_in_the_middle
    a_script_leads_to_an_agent
    a_supervisor_steps_in
    an_agent_writes_first
    six_chats_at_once
    stop_on_one_number_leaves_the_other
    text_messages_go_through_a_script
    text_messages_need_no_socket
    the_end_of_the_day
    vip_comes_first
}
