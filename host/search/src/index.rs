//! The index: opened or made anew, written by one, read by many.

use std::{
    collections::HashSet,
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use frontdesk_core::CustomerId;
use frontdesk_directory::customer::Customer;
use tantivy::{
    DocSet as _, Index, IndexReader, IndexWriter, Order, ReloadPolicy, Searcher, TERMINATED,
    TantivyError,
    collector::TopDocs,
    query::{AllQuery, EnableScoring, Query},
};

use crate::{
    document::{self, Fields},
    query::{self, Asked},
};

/// The format of the index. One of another format is made anew.
pub(crate) const FORMAT: u32 = 1;
/// What a commit says when every customer was taken in once.
const WHOLE: &str = "whole";
/// Bytes that wait in memory before they become a segment.
const MEMORY: usize = 32 * 1024 * 1024;
/// Results that can be leafed through.
pub(crate) const REACH: usize = 1_000;

/// Why the index does not answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index itself.
    #[error("the search's index: {0}")]
    Index(#[from] TantivyError),
    /// Its folder.
    #[error("the search's folder {path}: {error}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
}

/// A customer as they are now.
#[derive(Debug)]
pub enum Entry<'a> {
    /// They are found by this.
    There(&'a Customer),
    /// They are not found any more.
    Gone(CustomerId),
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Words that must be there, the last one as a beginning; `tag:vip` narrows to a tag; nothing: everyone,
    /// whoever was changed last first.
    pub text: &'a str,
    /// So many of the first are left out.
    pub skip: usize,
    /// At most so many are answered.
    pub limit: usize,
}

/// The index.
pub struct Search {
    index: Index,
    fields: Fields,
    reader: IndexReader,
    /// Made when something is to be written first: it has threads and memory of its own.
    writer: Mutex<Option<IndexWriter>>,
    /// Whether every customer was taken in once; each commit says so again.
    is_whole: AtomicBool,
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Search")
    }
}

impl Search {
    /// The index in a folder. One that is missing, broken or of another format is begun anew.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let path = folder.join(format!("v{FORMAT}"));
        match Self::existing(&path) {
            Ok(search) => return Ok(search),
            Err(SearchError::Index(TantivyError::OpenDirectoryError(_))) => {}
            Err(error) => tracing::warn!(%error, "the search's index is made anew"),
        }
        let fail = |error| SearchError::Folder {
            path: path.clone(),
            error,
        };
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(error)),
            _ => {}
        }
        fs::create_dir_all(&path).map_err(fail)?;
        let (schema, fields) = document::schema();
        Self::of(Index::create_in_dir(&path, schema)?, fields)
    }

    /// An index in memory.
    pub fn in_memory() -> Result<Self, SearchError> {
        let (schema, fields) = document::schema();
        Self::of(Index::create_in_ram(schema), fields)
    }

    fn existing(path: &Path) -> Result<Self, SearchError> {
        let (schema, fields) = document::schema();
        let index = Index::open_in_dir(path)?;
        if index.schema() != schema {
            let why = "its schema is another".to_owned();
            return Err(TantivyError::SchemaError(why).into());
        }
        Self::of(index, fields)
    }

    fn of(index: Index, fields: Fields) -> Result<Self, SearchError> {
        let reader = index.reader_builder();
        let reader = reader.reload_policy(ReloadPolicy::Manual).try_into()?;
        let payload = index.load_metas()?.payload;
        Ok(Self {
            index,
            fields,
            reader,
            writer: Mutex::default(),
            is_whole: AtomicBool::new(payload.as_deref() == Some(WHOLE)),
        })
    }

    /// Whether every customer was taken in once. If not, they are all to be given to [`Search::take_in`].
    pub fn is_whole(&self) -> bool {
        self.is_whole.load(Ordering::Relaxed)
    }

    /// Takes customers in as they are now; they are found so when this returns. With `is_whole` the index says
    /// from then on that it knows everyone. Takes as long as a disk does: not for an async task.
    pub fn take_in<'a>(
        &self,
        entries: impl IntoIterator<Item = Entry<'a>>,
        is_whole: bool,
    ) -> Result<(), SearchError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let is_whole = is_whole || self.is_whole();
        let taken = self.write(&mut writer, entries, is_whole);
        if taken.is_err() {
            // One that has failed once, because the disk was full, takes nothing more: the next try has another.
            *writer = None;
        }
        taken?;
        self.is_whole.store(is_whole, Ordering::Relaxed);
        self.reader.reload()?;
        Ok(())
    }

    fn write<'a>(
        &self,
        writer: &mut Option<IndexWriter>,
        entries: impl IntoIterator<Item = Entry<'a>>,
        is_whole: bool,
    ) -> Result<(), TantivyError> {
        let writer = match writer {
            Some(writer) => writer,
            none => none.insert(self.index.writer_with_num_threads(1, MEMORY)?),
        };
        for entry in entries {
            let id = match entry {
                Entry::There(customer) => customer.id,
                Entry::Gone(id) => id,
            };
            writer.delete_term(document::of(&self.fields, id));
            if let Entry::There(customer) = entry {
                writer.add_document(document::document(&self.fields, customer))?;
            }
        }
        let mut commit = writer.prepare_commit()?;
        if is_whole {
            commit.set_payload(WHOLE);
        }
        commit.commit()?;
        Ok(())
    }

    /// Who is found, the likeliest first; and whether there are more.
    pub fn find(&self, wanted: Wanted<'_>) -> Result<(Vec<CustomerId>, bool), SearchError> {
        let Wanted { text, skip, limit } = wanted;
        let limit = limit.min(REACH.saturating_sub(skip));
        if limit == 0 {
            return Ok((Vec::new(), false));
        }
        let searcher = self.reader.searcher();
        let enough = skip + limit + 1;
        let mut found = match query::of(text, &self.fields) {
            Asked::Everyone => newest(&searcher, &AllQuery, enough)?,
            Asked::Tagged(query) => newest(&searcher, &*query, enough)?,
            Asked::Words(queries) => first(&searcher, &queries, enough)?,
        };
        let more = found.len() == enough;
        found.truncate(skip + limit);
        found.drain(..skip.min(found.len()));
        let ids = found.into_iter().filter_map(CustomerId::new).collect();
        Ok((ids, more))
    }

    /// How many customers it knows.
    pub fn count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }
}

/// Whoever was changed last first.
fn newest(searcher: &Searcher, query: &dyn Query, enough: usize) -> Result<Vec<u64>, TantivyError> {
    let top = TopDocs::with_limit(enough).order_by_u64_field("updated", Order::Desc);
    let mut found = Vec::with_capacity(enough);
    for (_, address) in searcher.search(query, &top)? {
        let segment = searcher.segment_reader(address.segment_ord);
        found.extend(segment.fast_fields().u64("id")?.first(address.doc_id));
    }
    Ok(found)
}

/// The first of each query, each customer once. It stops when there are enough: who is found by a common word
/// costs no more than who is found by a rare one.
fn first(
    searcher: &Searcher,
    queries: &[Box<dyn Query>],
    enough: usize,
) -> Result<Vec<u64>, TantivyError> {
    let mut found: Vec<u64> = Vec::with_capacity(enough);
    let mut known: HashSet<u64> = HashSet::with_capacity(enough);
    for query in queries {
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        for segment in searcher.segment_readers() {
            let ids = segment.fast_fields().u64("id")?;
            let alive = segment.alive_bitset();
            let mut documents = weight.scorer(segment, 1.0)?;
            let mut document = documents.doc();
            while document != TERMINATED {
                let is_alive = alive.is_none_or(|alive| alive.is_alive(document));
                if let Some(id) = ids.first(document).filter(|_| is_alive)
                    && known.insert(id)
                {
                    found.push(id);
                    if found.len() == enough {
                        return Ok(found);
                    }
                }
                document = documents.advance();
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use frontdesk_core::{Identity, Timestamp};

    fn customer(number: u64, name: &str, tags: &[&str], notes: &str) -> Customer {
        Customer {
            id: CustomerId::new(number).unwrap(),
            account_number: Some(format!("AT-{number}").into()),
            name: name.into(),
            addresses: vec![Identity {
                kind: "email".into(),
                value: format!("c{number}@example.com").into(),
            }],
            notes: notes.into(),
            tags: tags.iter().map(|&tag| tag.into()).collect(),
            fields: [("plan".into(), "Gold".into())].into(),
            merged: Vec::new(),
            merged_into: None,
            created_at: Timestamp(1),
            updated_at: Timestamp(number),
            updated_by: "bea".parse().unwrap(),
        }
    }

    fn take_in(search: &Search, customers: &[Customer]) {
        let entries = customers.iter().map(Entry::There);
        search.take_in(entries, true).unwrap();
    }

    fn found(search: &Search, text: &str) -> Vec<u64> {
        let (skip, limit) = (0, 10);
        let found = search.find(Wanted { text, skip, limit }).unwrap().0;
        found.into_iter().map(CustomerId::number).collect()
    }

    fn people() -> Search {
        let search = Search::in_memory().unwrap();
        let all = [
            customer(
                1,
                "José Ångström",
                &["vip", "long term"],
                "Prefers the afternoon",
            ),
            customer(2, "Joseph Lee", &["vip"], ""),
            customer(3, "Lee Jones", &[], "Met José once"),
        ];
        take_in(&search, &all);
        search
    }

    #[test]
    fn every_word_must_be_there_and_the_last_one_may_be_a_beginning() {
        let search = people();
        for (text, who) in [
            ("jose", &[1, 2, 3][..]),
            ("JOSÉ ", &[1, 3]),
            ("angstrom", &[1]),
            ("jos lee", &[]),
            ("lee jos", &[2, 3]),
            ("afternoon", &[1]),
            ("gold 2", &[2]),
            ("at-3", &[3]),
            ("AT3", &[3]),
            ("c2@example.com", &[2]),
            ("nobody", &[]),
        ] {
            let mut found = found(&search, text);
            found.sort_unstable();
            assert_eq!(found, who, "{text}");
        }
    }

    #[test]
    fn a_whole_word_in_the_name_comes_first() {
        let search = people();
        assert_eq!(found(&search, "jose")[0], 1);
        assert_eq!(found(&search, "jose").last(), Some(&3));
    }

    #[test]
    fn a_tag_narrows_and_nothing_is_everyone_newest_first() {
        let search = people();
        assert_eq!(found(&search, ""), [3, 2, 1]);
        assert_eq!(found(&search, "tag:vip"), [2, 1]);
        assert_eq!(found(&search, "tag:long_term"), [1]);
        assert_eq!(found(&search, "tag:vip lee"), [2]);
    }

    #[test]
    fn nobody_is_found_as_they_were_and_who_is_gone_is_not_found() {
        let search = people();
        take_in(&search, &[customer(2, "Ann Lee", &[], "")]);
        assert_eq!(found(&search, "joseph"), [] as [u64; 0]);
        assert_eq!(found(&search, "ann"), [2]);
        let gone = Entry::Gone(CustomerId::new(2).unwrap());
        search.take_in([gone], false).unwrap();
        assert_eq!(found(&search, "ann"), [] as [u64; 0]);
        assert_eq!(search.count(), 2);
    }

    #[test]
    fn one_leafs_through_without_gaps_or_doubles() {
        let search = Search::in_memory().unwrap();
        let all: Vec<_> = (1..=25).map(|n| customer(n, "Ann", &[], "")).collect();
        take_in(&search, &all);
        let mut seen = Vec::new();
        loop {
            let page = Wanted {
                text: "",
                skip: seen.len(),
                limit: 10,
            };
            let (found, more) = search.find(page).unwrap();
            seen.extend(found.into_iter().map(CustomerId::number));
            if !more {
                break;
            }
        }
        assert_eq!(seen, (1..=25).rev().collect::<Vec<_>>());
    }

    #[test]
    fn an_index_is_there_again_and_a_broken_one_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let search = Search::open(folder.path()).unwrap();
        assert!(!search.is_whole());
        take_in(&search, &[customer(1, "Ann", &[], "")]);
        search.take_in([], false).unwrap();
        drop(search);
        let search = Search::open(folder.path()).unwrap();
        assert!(search.is_whole());
        assert_eq!(found(&search, "ann"), [1]);
        drop(search);
        let meta = folder.path().join(format!("v{FORMAT}/meta.json"));
        fs::write(meta, "{").unwrap();
        let search = Search::open(folder.path()).unwrap();
        assert!(!search.is_whole());
        assert_eq!(found(&search, "ann"), [] as [u64; 0]);
    }

    #[test]
    fn whatever_somebody_types_is_a_query() {
        let search = people();
        let long = "x ".repeat(5_000);
        for text in [
            "\"",
            "a AND (",
            "tag:",
            "*",
            "\\",
            "name:jose^2",
            "\u{0}",
            &long,
            "…",
        ] {
            let (skip, limit) = (0, 10);
            search.find(Wanted { text, skip, limit }).unwrap();
        }
    }
}
