//! What the index keeps of a customer: words, and how they begin. Beginnings are kept as terms of their own, so
//! that somebody who is still typing waits for one list and not for one of each word that begins so.

use std::collections::BTreeSet;

use frontdesk_core::CustomerId;
use frontdesk_directory::customer::Customer;
use tantivy::{
    TantivyDocument, Term,
    schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{
        AsciiFoldingFilter, LowerCaser, PreTokenizedString, RemoveLongFilter, SimpleTokenizer,
        TextAnalyzer, Token,
    },
};

/// Bytes of the longest word; of longer ones none is kept.
const WORD_BYTES: usize = 64;
/// Characters of the longest beginning that is kept.
pub(crate) const BEGINNING_MOST: usize = 10;
/// Characters of the shortest one that is kept of words outside names.
pub(crate) const BEGINNING_LEAST: usize = 3;

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) updated: Field,
    /// The words of the name.
    pub(crate) name: Field,
    /// How the name's words begin, from the first letter on.
    pub(crate) name_begins: Field,
    /// All words, the name's too.
    pub(crate) all: Field,
    /// How all words begin, from the third letter on.
    pub(crate) all_begin: Field,
    pub(crate) tag: Field,
}

/// The schema. Whoever changes it, or what is kept, changes [`crate::index::FORMAT`] as well, so that old
/// indexes are made anew.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let terms = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let terms = TextOptions::default().set_indexing_options(terms);
    let fields = Fields {
        id: schema.add_u64_field("id", INDEXED | FAST),
        updated: schema.add_u64_field("updated", FAST),
        name: schema.add_text_field("name", terms.clone()),
        name_begins: schema.add_text_field("name_begins", terms.clone()),
        all: schema.add_text_field("all", terms.clone()),
        all_begin: schema.add_text_field("all_begin", terms.clone()),
        tag: schema.add_text_field("tag", terms),
    };
    (schema.build(), fields)
}

/// The words of a text, as they are kept and looked for: without case and accents.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(WORD_BYTES))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    let mut stream = analyzer.token_stream(text);
    let mut words = Vec::new();
    while stream.advance() {
        words.push(stream.token().text.clone());
    }
    words
}

/// All documents of a customer.
pub(crate) fn of(fields: &Fields, id: CustomerId) -> Term {
    Term::from_field_u64(fields.id, id.number())
}

/// What is kept of a customer.
pub(crate) fn document(fields: &Fields, customer: &Customer) -> TantivyDocument {
    let name: BTreeSet<String> = words(&customer.name).into_iter().collect();
    let mut all = name.clone();
    if let Some(account) = &customer.account_number {
        let joined: String = account.chars().filter(|c| c.is_alphanumeric()).collect();
        all.extend(words(account));
        all.extend(words(&joined));
    }
    for address in &customer.addresses {
        all.extend(words(&address.value));
    }
    all.extend(words(&customer.notes));
    for value in customer.fields.values().chain(&customer.tags) {
        all.extend(words(value));
    }
    let mut document = TantivyDocument::default();
    document.add_u64(fields.id, customer.id.number());
    document.add_u64(fields.updated, customer.updated_at.0);
    for tag in &customer.tags {
        document.add_text(fields.tag, tag);
    }
    add(&mut document, fields.name_begins, &beginnings(&name, 1));
    add(&mut document, fields.name, &name);
    add(
        &mut document,
        fields.all_begin,
        &beginnings(&all, BEGINNING_LEAST),
    );
    add(&mut document, fields.all, &all);
    document
}

fn beginnings(words: &BTreeSet<String>, least: usize) -> BTreeSet<String> {
    let mut beginnings = BTreeSet::new();
    for word in words {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends = ends.take(BEGINNING_MOST).skip(least - 1);
        beginnings.extend(ends.filter_map(|end| word.get(..end)).map(str::to_owned));
    }
    beginnings
}

fn add(document: &mut TantivyDocument, field: Field, terms: &BTreeSet<String>) {
    let token = |(position, text): (usize, &String)| Token {
        position,
        text: text.clone(),
        ..Token::default()
    };
    let tokens = terms.iter().enumerate().map(token).collect();
    let text = String::new();
    document.add_pre_tokenized_text(field, PreTokenizedString { text, tokens });
}
