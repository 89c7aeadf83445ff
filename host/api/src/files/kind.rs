//! What a file is, by its bytes alone: neither its name nor what its sender says of it is believed.

use frontdesk_core::Media;

/// Bytes at a file's beginning that tell its kind.
const HEAD_BYTES: usize = 512;
/// Bytes at a file's end in which an office document lists what is in it.
const TAIL_BYTES: usize = 64 * 1024;

/// A kind of file that may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is called what it is")]
pub enum Kind {
    Png,
    Jpeg,
    Gif,
    Webp,
    Mp3,
    M4a,
    Ogg,
    Mp4,
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Ods,
    Text,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Mp3,
        Self::M4a,
        Self::Ogg,
        Self::Mp4,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Text,
    ];

    /// As the configuration spells it.
    pub const fn word(self) -> &'static str {
        self.facts().0
    }

    /// Its content type.
    pub const fn mime(self) -> &'static str {
        self.facts().1
    }

    /// What the name of such a file ends with; the first is the usual one.
    pub const fn endings(self) -> &'static [&'static str] {
        self.facts().2
    }

    /// What it is shown as.
    pub const fn media(self) -> Media {
        match self {
            Self::Png | Self::Jpeg | Self::Gif | Self::Webp => Media::Image,
            Self::Mp3 | Self::M4a | Self::Ogg => Media::Audio,
            Self::Mp4 => Media::Video,
            Self::Pdf
            | Self::Docx
            | Self::Xlsx
            | Self::Pptx
            | Self::Odt
            | Self::Ods
            | Self::Text => Media::Document,
        }
    }

    const fn facts(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Self::Png => ("png", "image/png", &["png"]),
            Self::Jpeg => ("jpeg", "image/jpeg", &["jpg", "jpeg"]),
            Self::Gif => ("gif", "image/gif", &["gif"]),
            Self::Webp => ("webp", "image/webp", &["webp"]),
            Self::Mp3 => ("mp3", "audio/mpeg", &["mp3"]),
            Self::M4a => ("m4a", "audio/mp4", &["m4a"]),
            Self::Ogg => ("ogg", "audio/ogg", &["ogg", "oga", "opus"]),
            Self::Mp4 => ("mp4", "video/mp4", &["mp4", "m4v"]),
            Self::Pdf => ("pdf", "application/pdf", &["pdf"]),
            Self::Docx => (
                "docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                &["docx"],
            ),
            Self::Xlsx => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                &["xlsx"],
            ),
            Self::Pptx => (
                "pptx",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                &["pptx"],
            ),
            Self::Odt => ("odt", "application/vnd.oasis.opendocument.text", &["odt"]),
            Self::Ods => (
                "ods",
                "application/vnd.oasis.opendocument.spreadsheet",
                &["ods"],
            ),
            Self::Text => ("text", "text/plain", &["txt", "csv", "md", "log"]),
        }
    }
}

/// Looks at a file while it comes in.
#[derive(Debug, Default)]
pub(crate) struct Sniffer {
    head: Vec<u8>,
    tail: Vec<u8>,
    /// The beginning of a character whose end has not come yet.
    torn: Vec<u8>,
    is_binary: bool,
}

impl Sniffer {
    /// The next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES - self.head.len();
        self.head.extend(bytes.iter().take(room));
        self.tail.extend(bytes);
        let over = self.tail.len().saturating_sub(TAIL_BYTES);
        if over > TAIL_BYTES {
            // Moved once in a while, not at every chunk.
            self.tail.drain(..over);
        }
        if !self.is_binary {
            self.feed_text(bytes);
        }
    }

    fn feed_text(&mut self, bytes: &[u8]) {
        let mut joined = std::mem::take(&mut self.torn);
        joined.extend(bytes);
        let is_sign =
            |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
        match str::from_utf8(&joined) {
            _ if joined.iter().any(is_sign) => self.is_binary = true,
            Ok(_) => {}
            Err(error) if error.error_len().is_none() => {
                self.torn = joined.split_off(error.valid_up_to());
            }
            Err(_) => self.is_binary = true,
        }
    }

    /// What it is; none: nothing that may be sent.
    pub(crate) fn kind(&self) -> Option<Kind> {
        by_head(&self.head)
            .or_else(|| self.by_contents())
            .or_else(|| self.is_text().then_some(Kind::Text))
    }

    /// Office documents are archives. One with macros in it is none that is sent.
    fn by_contents(&self) -> Option<Kind> {
        if !self.head.starts_with(b"PK\x03\x04") || self.lists(b"vbaProject.bin") {
            return None;
        }
        // An OpenDocument begins with its type, not compressed.
        let named = self.head.get(30..).unwrap_or_default();
        if let Some(kind) = named.strip_prefix(b"mimetypeapplication/vnd.oasis.opendocument.") {
            return match kind {
                kind if kind.starts_with(b"textPK") => Some(Kind::Odt),
                kind if kind.starts_with(b"spreadsheetPK") => Some(Kind::Ods),
                _ => None,
            };
        }
        [
            (&b"word/document.xml"[..], Kind::Docx),
            (b"xl/workbook.xml", Kind::Xlsx),
            (b"ppt/presentation.xml", Kind::Pptx),
        ]
        .into_iter()
        .find_map(|(part, kind)| self.lists(part).then_some(kind))
        .filter(|_| self.lists(b"[Content_Types].xml"))
    }

    fn lists(&self, part: &[u8]) -> bool {
        self.tail.windows(part.len()).any(|window| window == part)
    }

    /// Words, and no page or script for a machine.
    fn is_text(&self) -> bool {
        let head = self.head.strip_prefix("\u{feff}".as_bytes());
        let head = head.unwrap_or(&self.head).trim_ascii_start();
        let is_for_machines = head.starts_with(b"<") || head.starts_with(b"#!");
        !self.is_binary && self.torn.is_empty() && !head.is_empty() && !is_for_machines
    }
}

/// Kinds whose first bytes say it.
pub(crate) fn by_head(bytes: &[u8]) -> Option<Kind> {
    Some(match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Kind::Png,
        [0xff, 0xd8, 0xff, ..] => Kind::Jpeg,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Gif,
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Kind::Webp,
        [b'O', b'g', b'g', b'S', ..] => Kind::Ogg,
        [b'I', b'D', b'3', ..] | [0xff, 0xfb | 0xf3 | 0xf2, ..] => Kind::Mp3,
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..] => Kind::M4a,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_film(brand) => Kind::Mp4,
        [b'%', b'P', b'D', b'F', b'-', ..] => Kind::Pdf,
        _ => return None,
    })
}

/// Brands of films in MP4 (ISO 14496-12), which browsers and phones play.
fn is_film(brand: &[u8]) -> bool {
    [
        &b"isom"[..],
        b"iso2",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
    ]
    .iter()
    .any(|known| brand.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> Option<Kind> {
        let whole = fed(bytes, bytes.len().max(1));
        for size in [1, 7, 100] {
            assert_eq!(fed(bytes, size), whole, "in chunks of {size}");
        }
        whole
    }

    fn fed(bytes: &[u8], size: usize) -> Option<Kind> {
        let mut sniffer = Sniffer::default();
        bytes.chunks(size).for_each(|chunk| sniffer.feed(chunk));
        sniffer.kind()
    }

    /// An archive as office programs write it: each name before its content, and all names at the end.
    fn archive(names: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for name in names {
            bytes.extend(b"PK\x03\x04");
            bytes.extend([0; 26]);
            bytes.extend(name.as_bytes());
            bytes.extend([0x9d; 300]);
        }
        for name in names {
            bytes.extend(b"PK\x01\x02");
            bytes.extend([0; 42]);
            bytes.extend(name.as_bytes());
        }
        bytes.extend(b"PK\x05\x06");
        bytes
    }

    #[test]
    fn the_bytes_say_what_a_file_is() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Kind::Png),
            (&[0xff, 0xd8, 0xff, 0xe0], Kind::Jpeg),
            (b"GIF89a", Kind::Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", Kind::Webp),
            (b"OggS\0\x02", Kind::Ogg),
            (b"ID3\x04", Kind::Mp3),
            (b"\0\0\0\x20ftypM4A ", Kind::M4a),
            (b"\0\0\0\x20ftypisom\0\0", Kind::Mp4),
            (b"%PDF-1.7\n\x01\x02", Kind::Pdf),
            (b"a,b\n1,\xc3\xbc\n", Kind::Text),
            ("\u{feff}Zażółć".as_bytes(), Kind::Text),
        ] {
            assert_eq!(kind(bytes), Some(expected), "{bytes:?}");
        }
        let word = archive(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
        assert_eq!(kind(&word), Some(Kind::Docx));
        let sheet = archive(&["xl/workbook.xml", "[Content_Types].xml"]);
        assert_eq!(kind(&sheet), Some(Kind::Xlsx));
        let mut open = b"PK\x03\x04".to_vec();
        open.extend([0; 26]);
        open.extend(b"mimetypeapplication/vnd.oasis.opendocument.textPK\x03\x04");
        assert_eq!(kind(&open), Some(Kind::Odt));
    }

    #[test]
    fn what_could_do_something_is_nothing_that_may_be_sent() {
        let macros = archive(&[
            "[Content_Types].xml",
            "word/document.xml",
            "word/vbaProject.bin",
        ]);
        for bytes in [
            &b""[..],
            b"   \n",
            b"<svg xmlns=",
            b"\n <!doctype html>",
            b"\xef\xbb\xbf<?xml version=",
            b"#!/bin/sh\nrm",
            b"MZ\x90\0",
            b"\x7fELF",
            b"GIF90a\0",
            b"RIFF\0\0\0\0WAVE",
            b"caf\xe9 in Latin-1",
            b"cut in a character \xc3",
            &archive(&["anything.txt"]),
            &archive(&["word/document.xml"]),
            &macros,
        ] {
            assert_eq!(kind(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_long_file_is_told_by_its_two_ends() {
        let mut long = archive(&["[Content_Types].xml", "ppt/presentation.xml"]);
        let names = long.split_off(700);
        long.extend(vec![0x9d; 5 * TAIL_BYTES]);
        long.extend(names);
        assert_eq!(fed(&long, 8_192), Some(Kind::Pptx));
    }

    #[test]
    fn every_kind_has_a_word_and_an_ending_of_its_own() {
        for (at, one) in Kind::ALL.iter().enumerate() {
            for other in Kind::ALL.iter().skip(at + 1) {
                assert_ne!(one.word(), other.word());
                assert!(one.endings().iter().all(|e| !other.endings().contains(e)));
            }
        }
    }
}
