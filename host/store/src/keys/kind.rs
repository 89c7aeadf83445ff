//! The first byte of a key: what kind of record it leads to.

// Kinds are on disk: a number is never given a second meaning.
pub(super) const STORE: u8 = 0x00;
pub(super) const META: u8 = 0x01;
pub(super) const COUNTERS: u8 = 0x02;
pub(super) const AGENT: u8 = 0x03;
pub(super) const QUEUE: u8 = 0x04;
pub(super) const SCRIPT: u8 = 0x05;
pub(super) const SCRIPT_EXIT: u8 = 0x06;
pub(super) const OPEN: u8 = 0x10;
pub(super) const CLOSED: u8 = 0x11;
pub(super) const CLOSED_OF_AGENT: u8 = 0x12;
pub(super) const MESSAGE: u8 = 0x20;
pub(super) const STEP: u8 = 0x21;
pub(super) const OUTBOX: u8 = 0x30;
pub(super) const DEAD_LETTER: u8 = 0x31;
pub(super) const DEAD_WEBHOOK: u8 = 0x32;
pub(super) const DEAD_WEBHOOK_BODY: u8 = 0x33;
pub(super) const MARK: u8 = 0x40;
pub(super) const SESSION: u8 = 0x50;
pub(super) const SIGN_IN_LINK: u8 = 0x51;
pub(super) const PLUGIN_VALUE: u8 = 0x60;
pub(super) const DELIVERY: u8 = 0x70;
pub(super) const PROVIDER_ID: u8 = 0x71;
pub(super) const EARLY_REPORT: u8 = 0x72;
pub(super) const TRANSLATION: u8 = 0x74;
pub(super) const PERSON: u8 = 0x80;
pub(super) const IDENTITY: u8 = 0x81;
pub(super) const CONVERSATION_OF_PERSON: u8 = 0x82;
pub(super) const LAST_ENDED: u8 = 0x83;
pub(super) const FILE: u8 = 0x90;
pub(super) const WAITING_FILE: u8 = 0x91;
pub(super) const CUSTOMER: u8 = 0xa0;
pub(super) const CUSTOMER_BY_ACCOUNT: u8 = 0xa1;
pub(super) const CUSTOMER_BY_ADDRESS: u8 = 0xa2;
// 0xa3 was the names of customers, which the search finds now.
pub(super) const CUSTOMER_OF_CONVERSATION: u8 = 0xa4;
pub(super) const CONVERSATION_OF_CUSTOMER: u8 = 0xa5;
pub(super) const CUSTOM_FIELD: u8 = 0xa6;
pub(super) const CASE: u8 = 0xa7;
pub(super) const CASE_OF_CUSTOMER: u8 = 0xa8;
pub(super) const CASE_OF_CONVERSATION: u8 = 0xa9;
pub(super) const TASK: u8 = 0xaa;
pub(super) const OPEN_TASK: u8 = 0xab;
pub(super) const TASK_OF_CUSTOMER: u8 = 0xac;
pub(super) const READ_OF_CUSTOMER: u8 = 0xad;
pub(super) const TO_INDEX: u8 = 0xae;
pub(super) const JOB: u8 = 0xaf;
pub(super) const SYSTEM_LINK: u8 = 0xb0;
pub(super) const SYSTEM_LOG_DUE: u8 = 0xb1;
pub(super) const INVITATION_DAY: u8 = 0xb8;
pub(super) const RATING: u8 = 0xba;
pub(super) const RATING_OF_DAY: u8 = 0xbb;
pub(super) const SECTION_REVISION: u8 = 0xbc;
/// No kind is this high, or higher.
pub(super) const KINDS_END: u8 = 0xff;
