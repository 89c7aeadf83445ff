//! Where the records of the Local CRM are.

use frontdesk_core::{
    AgentId, CaseId, ChannelId, ConversationId, CustomerId, Identity, OfflineId, TaskId, Timestamp,
};

use super::{
    kind::{
        CASE, CASE_OF_CONVERSATION, CASE_OF_CUSTOMER, CONVERSATION_OF_CUSTOMER, CUSTOM_FIELD,
        CUSTOMER, CUSTOMER_BY_ACCOUNT, CUSTOMER_BY_ADDRESS, CUSTOMER_OF_CONVERSATION, JOB,
        OFFLINE_MAIL_DUE, OFFLINE_MESSAGE, OFFLINE_OF_CLIENT, OPEN_TASK, READ_OF_CUSTOMER,
        SYSTEM_LINK, SYSTEM_LOG_DUE, TASK, TASK_OF_CUSTOMER, TO_INDEX,
    },
    parts::Parts,
};
use crate::key::{Key, KeyRange};

/// A customer.
pub fn customer(customer: CustomerId) -> Key {
    Parts::of(CUSTOMER).number(customer.number()).key()
}

/// Whose account number this is, in the spelling that tells numbers apart.
pub fn customer_by_account(account: &str) -> Key {
    Parts::of(CUSTOMER_BY_ACCOUNT)
        .rest(account.as_bytes())
        .key()
}

/// The entry of a customer among those who have this address.
pub fn customer_by_address(address: &Identity, customer: CustomerId) -> Key {
    by_address(address).number(customer.number()).key()
}

/// Everyone who has this address.
pub fn customers_by_address(address: &Identity) -> KeyRange {
    by_address(address).range()
}

fn by_address(address: &Identity) -> Parts {
    Parts::of(CUSTOMER_BY_ADDRESS)
        .text(&address.kind)
        .text(&address.value)
}

/// Every customer, in the order they were made.
pub fn customers() -> KeyRange {
    Parts::of(CUSTOMER).range()
}

/// Which customer a conversation is with.
pub fn customer_of_conversation(conversation: ConversationId) -> Key {
    Parts::of(CUSTOMER_OF_CONVERSATION)
        .number(conversation.number())
        .key()
}

/// The entry of a conversation among a customer's.
pub fn conversation_of_customer(customer: CustomerId, conversation: ConversationId) -> Key {
    // Inverted, so that the newest comes first.
    Parts::of(CONVERSATION_OF_CUSTOMER)
        .number(customer.number())
        .number(!conversation.number())
        .key()
}

/// A customer's conversations, newest first.
pub fn conversations_of_customer(customer: CustomerId) -> KeyRange {
    Parts::of(CONVERSATION_OF_CUSTOMER)
        .number(customer.number())
        .range()
}

/// A custom field, by its name.
pub fn custom_field(name: &str) -> Key {
    Parts::of(CUSTOM_FIELD).rest(name.as_bytes()).key()
}

/// All custom fields.
pub fn custom_fields() -> KeyRange {
    Parts::of(CUSTOM_FIELD).range()
}

/// A case.
pub fn case(case: CaseId) -> Key {
    Parts::of(CASE).number(case.number()).key()
}

/// The entry of a case among a customer's.
pub fn case_of_customer(customer: CustomerId, case: CaseId) -> Key {
    // Inverted, so that the newest comes first.
    Parts::of(CASE_OF_CUSTOMER)
        .number(customer.number())
        .number(!case.number())
        .key()
}

/// A customer's cases, newest first.
pub fn cases_of_customer(customer: CustomerId) -> KeyRange {
    Parts::of(CASE_OF_CUSTOMER)
        .number(customer.number())
        .range()
}

/// The entry of a case among those a conversation is about.
pub fn case_of_conversation(conversation: ConversationId, case: CaseId) -> Key {
    Parts::of(CASE_OF_CONVERSATION)
        .number(conversation.number())
        .number(case.number())
        .key()
}

/// The cases that a conversation is about.
pub fn cases_of_conversation(conversation: ConversationId) -> KeyRange {
    Parts::of(CASE_OF_CONVERSATION)
        .number(conversation.number())
        .range()
}

/// A task.
pub fn task(task: TaskId) -> Key {
    Parts::of(TASK).number(task.number()).key()
}

/// The entry of a task among those an agent has still to do; `due` is the last moment if there is none.
pub fn open_task(agent: &AgentId, due: Timestamp, task: TaskId) -> Key {
    Parts::of(OPEN_TASK)
        .text(agent.as_str())
        .number(due.0)
        .number(task.number())
        .key()
}

/// What an agent has still to do, soonest due first.
pub fn open_tasks_of(agent: &AgentId) -> KeyRange {
    Parts::of(OPEN_TASK).text(agent.as_str()).range()
}

/// What everyone has still to do.
pub fn open_tasks() -> KeyRange {
    Parts::of(OPEN_TASK).range()
}

/// The entry of a task among a customer's.
pub fn task_of_customer(customer: CustomerId, task: TaskId) -> Key {
    Parts::of(TASK_OF_CUSTOMER)
        .number(customer.number())
        .number(!task.number())
        .key()
}

/// A customer's tasks, newest first.
pub fn tasks_of_customer(customer: CustomerId) -> KeyRange {
    Parts::of(TASK_OF_CUSTOMER)
        .number(customer.number())
        .range()
}

/// That somebody looked at a customer, or changed them.
pub fn read_of_customer(customer: CustomerId, at: Timestamp, what: u8, agent: &AgentId) -> Key {
    // Inverted, so that the newest comes first.
    Parts::of(READ_OF_CUSTOMER)
        .number(customer.number())
        .number(!at.0)
        .rest(&[what])
        .rest(agent.as_str().as_bytes())
        .key()
}

/// Who looked at a customer, newest first.
pub fn reads_of_customer(customer: CustomerId) -> KeyRange {
    Parts::of(READ_OF_CUSTOMER)
        .number(customer.number())
        .range()
}

/// That a customer is not found yet as they are now; of several that were written at once: the first.
pub fn to_index(customer: CustomerId) -> Key {
    Parts::of(TO_INDEX).number(customer.number()).key()
}

/// Who is not found yet as they are now.
pub fn all_to_index() -> KeyRange {
    Parts::of(TO_INDEX).range()
}

/// Work on many records that goes on after a restart.
pub fn job(number: u64) -> Key {
    Parts::of(JOB).number(number).key()
}

/// All such work.
pub fn jobs() -> KeyRange {
    Parts::of(JOB).range()
}

/// Whom a conversation is with in a connected customer system, and how its log there stands.
pub fn system_link(conversation: ConversationId) -> Key {
    Parts::of(SYSTEM_LINK).number(conversation.number()).key()
}

/// That a conversation is to be looked at when it closes, or has: its log may not be in a connected customer
/// system yet.
pub fn system_log_due(conversation: ConversationId) -> Key {
    Parts::of(SYSTEM_LOG_DUE)
        .number(conversation.number())
        .key()
}

/// The conversations that are to be looked at.
pub fn system_logs_due() -> KeyRange {
    Parts::of(SYSTEM_LOG_DUE).range()
}

/// What a contact wrote while nobody was there.
pub fn offline_message(message: OfflineId) -> Key {
    Parts::of(OFFLINE_MESSAGE).number(message.number()).key()
}

/// All such messages, oldest first.
pub fn offline_messages() -> KeyRange {
    Parts::of(OFFLINE_MESSAGE).range()
}

/// That the mail of such a message has not left, or was refused.
pub fn offline_mail_due(message: OfflineId) -> Key {
    Parts::of(OFFLINE_MAIL_DUE).number(message.number()).key()
}

/// The messages whose mails have not left, oldest first.
pub fn offline_mails_due() -> KeyRange {
    Parts::of(OFFLINE_MAIL_DUE).range()
}

/// Which message a client of a channel calls so.
pub fn offline_of_client(channel: &ChannelId, client_id: &str) -> Key {
    Parts::of(OFFLINE_OF_CLIENT)
        .text(channel.as_str())
        .rest(client_id.as_bytes())
        .key()
}
