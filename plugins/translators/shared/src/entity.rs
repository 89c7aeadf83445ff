//! Character references of XML and HTML: none may reach a chat, and none may be lost on the way out.

/// The longest reference that is read, without `&` and `;`.
const NAME_BYTES: usize = 10;

/// A text as it stands in markup.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out
}

/// A text from markup. What is no reference stays as it is.
pub fn unescaped(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        if let Some((c, after)) = reference(behind) {
            out.push(c);
            rest = after;
        } else {
            out.push('&');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// The character of a reference and what stands behind it.
fn reference(text: &str) -> Option<(char, &str)> {
    let length = text
        .bytes()
        .take(NAME_BYTES + 1)
        .position(|byte| byte == b';')?;
    let (name, after) = text.split_at_checked(length)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        name => numeric(name.strip_prefix('#')?)?,
    };
    Some((c, after.strip_prefix(';')?))
}

fn numeric(digits: &str) -> Option<char> {
    let hexadecimal = digits.strip_prefix(['x', 'X']);
    let code = match hexadecimal {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_as_it_went() {
        for text in [
            "a < b & c > d",
            "&amp; &lt;b&gt; &#39;",
            "\"it's\"",
            "",
            "&",
        ] {
            assert_eq!(unescaped(&escaped(text)), text);
        }
        assert_eq!(escaped("<b>&amp;"), "&lt;b&gt;&amp;amp;");
    }

    #[test]
    fn references_are_read_once() {
        assert_eq!(
            unescaped("It&#39;s &quot;1 &lt; 2&quot; &amp;amp; &#x1F600; a&nbsp;b&apos;"),
            "It's \"1 < 2\" &amp; 😀 a\u{A0}b'"
        );
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in [
            "AT&T; x",
            "a & b;",
            "&#;",
            "&#xD800;",
            "&#99999999;",
            "&unknown;",
            "&",
            "&é;",
        ] {
            assert_eq!(unescaped(text), text);
        }
    }
}
