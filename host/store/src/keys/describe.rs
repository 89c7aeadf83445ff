//! What a key is, in words.

use super::kind::{
    AGENT, CASE, CASE_OF_CONVERSATION, CASE_OF_CUSTOMER, CLOSED, CLOSED_OF_AGENT,
    CONVERSATION_OF_CUSTOMER, CONVERSATION_OF_PERSON, COUNTERS, CUSTOM_FIELD, CUSTOMER,
    CUSTOMER_BY_ACCOUNT, CUSTOMER_BY_ADDRESS, CUSTOMER_OF_CONVERSATION, DEAD_LETTER, DEAD_WEBHOOK,
    DEAD_WEBHOOK_BODY, DELIVERY, EARLY_REPORT, FILE, IDENTITY, INVITATION_DAY, JOB, LAST_ENDED,
    MARK, MESSAGE, META, OFFLINE_MAIL_DUE, OFFLINE_MESSAGE, OFFLINE_OF_CLIENT, OPEN, OPEN_TASK,
    OUTBOX, PERSON, PLUGIN_VALUE, PROVIDER_ID, QUEUE, RATING, RATING_OF_DAY, READ_OF_CUSTOMER,
    SCRIPT, SCRIPT_EXIT, SECTION_REVISION, SESSION, SIGN_IN_LINK, STEP, STORE, SYSTEM_LINK,
    SYSTEM_LOG_DUE, TASK, TASK_OF_CUSTOMER, TO_INDEX, WAITING_FILE,
};

/// What a key is, for operators. Texts that came from outside appear as a checksum.
pub(crate) fn describe(bytes: &[u8]) -> String {
    let Some((kind, rest)) = bytes.split_first() else {
        return "the empty key".to_owned();
    };
    let name = || String::from_utf8_lossy(rest);
    let number = || {
        rest.first_chunk()
            .map_or(0, |bytes| u64::from_be_bytes(*bytes))
    };
    let short = || {
        rest.last_chunk()
            .map_or(0, |bytes| u32::from_be_bytes(*bytes))
    };
    let checksum = || crc32fast::hash(rest);
    match *kind {
        STORE => format!("the store's own record \"{}\"", name()),
        META => format!("the gateway's record \"{}\"", name()),
        COUNTERS => "the record of the counters".to_owned(),
        AGENT => format!("the record of agent \"{}\"", name()),
        QUEUE => format!("the record of queue \"{}\"", name()),
        SCRIPT_EXIT => format!("the count {:08x} of a script's exit", checksum()),
        SCRIPT => format!("the version scr_{} of a script", number()),
        OPEN => format!("the open conversation cnv_{}", number()),
        CLOSED => format!("the closed conversation cnv_{}", number()),
        CLOSED_OF_AGENT => format!("the entry {:08x} of an agent's past", checksum()),
        MESSAGE => format!("the message {} of cnv_{}", short(), number()),
        STEP => format!("the step {} of cnv_{}", short(), number()),
        OUTBOX => format!("the outbox entry {:08x}", checksum()),
        DEAD_LETTER => format!("the dead letter {:08x}", checksum()),
        DEAD_WEBHOOK => format!("the dead webhook {:08x}", checksum()),
        DEAD_WEBHOOK_BODY => format!("the body {:08x} of a dead webhook", checksum()),
        MARK => format!("the idempotency mark {:08x}", checksum()),
        SESSION => format!("the session {:08x}", checksum()),
        SIGN_IN_LINK => format!("the sign-in link {:08x}", checksum()),
        PLUGIN_VALUE => format!("the value {:08x} of a component", checksum()),
        DELIVERY => format!("how far message {} of cnv_{} has come", short(), number()),
        PROVIDER_ID => format!("the provider's id {:08x}", checksum()),
        EARLY_REPORT => format!("the early report {:08x}", checksum()),
        PERSON => format!("the person prs_{}", number()),
        IDENTITY => format!("the address {:08x} of a person", checksum()),
        LAST_ENDED => format!("what ended last on the thread {:08x}", checksum()),
        CONVERSATION_OF_PERSON => format!("the entry of a conversation of prs_{}", number()),
        FILE => format!("the file {:08x}", checksum()),
        WAITING_FILE => format!("the unsent file {:08x}", checksum()),
        CUSTOMER => format!("the customer cus_{}", number()),
        CUSTOMER_BY_ACCOUNT => format!("the account number {:08x}", checksum()),
        CUSTOMER_BY_ADDRESS => format!("the address {:08x} of a customer", checksum()),
        CUSTOMER_OF_CONVERSATION => format!("the customer of cnv_{}", number()),
        CONVERSATION_OF_CUSTOMER => format!("the entry of a conversation of cus_{}", number()),
        CUSTOM_FIELD => format!("the custom field \"{}\"", name()),
        CASE => format!("the case cas_{}", number()),
        CASE_OF_CUSTOMER => format!("the entry of a case of cus_{}", number()),
        CASE_OF_CONVERSATION => format!("the entry of a case of cnv_{}", number()),
        TASK => format!("the task tsk_{}", number()),
        OPEN_TASK => format!("the entry {:08x} of an agent's tasks", checksum()),
        TASK_OF_CUSTOMER => format!("the entry of a task of cus_{}", number()),
        READ_OF_CUSTOMER => format!("who looked at cus_{}", number()),
        TO_INDEX => format!("that the search is to take in cus_{}", number()),
        JOB => format!("the job {}", number()),
        SECTION_REVISION => "a section of the configuration as it was published".to_owned(),
        RATING => format!("what was said of cnv_{}", number()),
        RATING_OF_DAY => format!("an entry of ratings of day {}", number()),
        SYSTEM_LINK => format!("whom cnv_{} is with in a customer system", number()),
        SYSTEM_LOG_DUE => format!("that the log of cnv_{} is due", number()),
        INVITATION_DAY => format!("what became of an invitation on a day, {:08x}", checksum()),
        OFFLINE_MESSAGE | OFFLINE_MAIL_DUE => format!("the message off_{}", number()),
        OFFLINE_OF_CLIENT => format!("the entry {:08x} of a message", checksum()),
        unknown => format!("the record {:08x} of unknown kind {unknown}", checksum()),
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_core::{ConversationId, Identity, Seq};

    use crate::{
        key::Key,
        keys::{delivery, early_report, identity, mark, message, provider_id},
    };

    fn conversation(number: u64) -> ConversationId {
        ConversationId::new(number).unwrap()
    }

    #[test]
    fn an_operator_reads_which_record_it_is_but_no_client_id() {
        assert_eq!(
            message(conversation(17), Seq(3)).to_string(),
            "the message 3 of cnv_17"
        );
        assert!(!mark("contact", "+44 20 7946").to_string().contains("7946"));
        let phone = Identity {
            kind: "phone".into(),
            value: "+44 20 7946".into(),
        };
        assert!(!identity(&phone).to_string().contains("7946"));
        let sms = "sms".parse().unwrap();
        for key in [
            provider_id(&sms, "SM79467946"),
            early_report(&sms, "SM79467946"),
        ] {
            assert!(!key.to_string().contains("7946"));
        }
        assert_eq!(
            delivery(conversation(17), Seq(3)).to_string(),
            "how far message 3 of cnv_17 has come"
        );
    }

    #[test]
    fn any_bytes_can_be_described() {
        for length in 0..20 {
            for kind in [
                0u8, 0x10, 0x20, 0x21, 0x32, 0x40, 0x60, 0x70, 0x72, 0x80, 0x82, 0x90, 0x91, 0xff,
            ] {
                assert!(!Key::from_bytes(&vec![kind; length]).to_string().is_empty());
            }
        }
    }
}
