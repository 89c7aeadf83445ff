//! A Markdown page: its blocks of code, and the commands in it.

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of its fence.
    pub line: usize,
    /// The word behind the fence: `toml`, `console`.
    pub language: String,
    /// What it holds.
    pub text: String,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    text: &'a str,
}

impl<'a> Page<'a> {
    /// The page with this text.
    pub const fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// Its fenced blocks.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for (index, line) in self.text.lines().enumerate() {
            let fence = line.trim_start().strip_prefix("```");
            match (fence, open.as_mut()) {
                (Some(language), None) => {
                    let language = language.trim().to_owned();
                    open = Some(Block {
                        line: index + 1,
                        language,
                        text: String::new(),
                    });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (None, Some(block)) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
        blocks
    }

    /// Commands that begin with `program`, from `console` blocks and from `code` in running text,
    /// each as the words behind `program`.
    pub fn commands(&self, program: &str) -> Vec<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        for block in self.blocks() {
            if ["console", "sh", "bash"].contains(&block.language.as_str()) {
                lines.extend(block.text.lines().map(str::to_owned));
            }
        }
        lines.extend(self.text.split('`').skip(1).step_by(2).map(str::to_owned));
        let found = lines.iter().filter_map(|line| line.split_once(program));
        // Variables may stand before the command; anything else may not.
        let found = found.filter(|(before, after)| {
            let clean = before
                .split_whitespace()
                .all(|word| word.contains('=') || word == "$");
            clean && (after.is_empty() || after.starts_with(' '))
        });
        found
            .map(|(_, after)| after.split_whitespace().map(str::to_owned).collect())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "For x.\n\n```toml\na = 1\n```\n\nRun `A=1 cargo xtask test web` or not.\n\n\
                        ```console\ncargo xtask run --fresh\n```\n";

    #[test]
    fn blocks_are_found_with_their_language() {
        let blocks = Page::new(PAGE).blocks();
        assert_eq!(blocks.len(), 2);
        assert_eq!(
            blocks[0],
            Block {
                line: 3,
                language: "toml".into(),
                text: "a = 1\n".into()
            }
        );
    }

    #[test]
    fn commands_are_found_in_blocks_and_in_running_text() {
        let commands = Page::new(PAGE).commands("cargo xtask");
        assert_eq!(commands, [vec!["run", "--fresh"], vec!["test", "web"]]);
    }
}
