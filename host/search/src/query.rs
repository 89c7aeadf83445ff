//! What somebody types becomes queries, the likeliest first: every word must be there, the last one as a
//! beginning.

use tantivy::{
    Term,
    query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

use crate::document::{BEGINNING_LEAST, BEGINNING_MOST, Fields, words};

/// Words that are looked at; what comes behind narrows nothing.
const WORDS: usize = 12;
/// What narrows to a tag.
const TAG: &str = "tag:";

/// What a text asks for.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Nothing: everyone.
    Everyone,
    /// Tags only, whoever was changed last first.
    Tagged(Box<dyn Query>),
    /// Who is found by one comes before who is found by the next only.
    Words(Vec<Box<dyn Query>>),
}

/// The queries of a text.
pub(crate) fn of(text: &str, fields: &Fields) -> Asked {
    let (tags, rest): (Vec<&str>, Vec<&str>) = text
        .split_whitespace()
        .partition(|part| part.starts_with(TAG));
    let tags: Vec<Term> = tags.iter().map(|tag| tagged(fields, tag)).collect();
    let mut words = words(&rest.join(" "));
    words.truncate(WORDS);
    let Some((last, before)) = words.split_last() else {
        return match &tags[..] {
            [] => Asked::Everyone,
            tags => Asked::Tagged(every(tags.iter().map(term))),
        };
    };
    let every_word = |field: Field, last: Box<dyn Query>| {
        let before = before.iter().map(|word| in_field(field, word));
        let tags = tags.iter().map(term);
        every(before.chain(tags).chain([last]))
    };
    let mut queries = vec![
        every_word(fields.name, in_field(fields.name, last)),
        every_word(fields.all, in_field(fields.all, last)),
    ];
    // A space behind the last word says that it is whole.
    if !text.ends_with(char::is_whitespace) {
        let name = beginning(fields.name, fields.name_begins, last);
        let all = match last.chars().count() {
            short if short < BEGINNING_LEAST => beginning(fields.name, fields.name_begins, last),
            _ => beginning(fields.all, fields.all_begin, last),
        };
        queries.insert(1, every_word(fields.name, name));
        queries.push(every_word(fields.all, all));
    }
    Asked::Words(queries)
}

/// Tags may have spaces in them, which are written as underscores.
fn tagged(fields: &Fields, tag: &str) -> Term {
    let tag = tag.trim_start_matches(TAG).replace('_', " ").to_lowercase();
    Term::from_field_text(fields.tag, &tag)
}

fn every(queries: impl Iterator<Item = Box<dyn Query>>) -> Box<dyn Query> {
    let must: Vec<_> = queries.map(|query| (Occur::Must, query)).collect();
    Box::new(BooleanQuery::new(must))
}

fn term(term: &Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic))
}

fn in_field(field: Field, word: &str) -> Box<dyn Query> {
    term(&Term::from_field_text(field, word))
}

/// A word that begins so: a term of its own, or of the few words that begin with as much as that.
fn beginning(words: Field, beginnings: Field, word: &str) -> Box<dyn Query> {
    if word.chars().count() <= BEGINNING_MOST {
        return in_field(beginnings, word);
    }
    let term = Term::from_field_text(words, word);
    Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
}
