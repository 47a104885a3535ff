//! Where the words that the checks look for stand in a text: all of them are found in one pass over it.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::{
    claims, context, dates, directions, figures, growth, limits, period, places, row_places, shares, targets, usage,
    words, zeros,
};

/// Every word that some check looks for, each once.
static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lists = [
        claims::SOUGHT,
        context::SOUGHT,
        dates::SOUGHT,
        directions::SOUGHT,
        figures::SOUGHT,
        growth::SOUGHT,
        limits::SOUGHT,
        period::SOUGHT,
        places::SOUGHT,
        row_places::SOUGHT,
        shares::SOUGHT,
        targets::SOUGHT,
        usage::SOUGHT,
        words::SOUGHT,
        zeros::SOUGHT,
    ];
    let mut words: Vec<&'static str> = lists.concat().concat();
    words.sort_unstable();
    words.dedup();
    words
});

/// Finds them; made once for all reports. Without it, were it ever refused, the words are sought one by one.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // Some hundred words: the fastest way takes little memory.
    let dense = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&*WORDS);
    dense.ok()
});

/// The words of a table that says something of each.
pub(super) const fn words_of<T, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = table[at].0;
        at += 1;
    }
    words
}

/// A word in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mention {
    start: usize,
    word: &'static str,
}

/// The words of a text in their order; such as overlap are all there: 比上年 in 比上年末, 超 in 超过.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Mentions(Vec<Mention>);

impl Mentions {
    /// Those of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut found: Vec<Mention> = match &*FINDER {
            Some(finder) => finder
                .find_overlapping_iter(text)
                .filter_map(|found| {
                    let word = *WORDS.get(found.pattern().as_usize())?;
                    let start = found.start();
                    Some(Mention { start, word })
                })
                .collect(),
            None => one_by_one(text),
        };
        found.sort_unstable();
        Self(found)
    }

    /// Those in a part of the text, counted from its beginning.
    pub(super) fn within(&self, part: &Range<usize>) -> Self {
        let from = self.0.partition_point(|mention| mention.start < part.start);
        let inside = self.0[from..].iter().take_while(|mention| mention.start < part.end);
        let whole = inside.filter(|mention| mention.start + mention.word.len() <= part.end);
        let counted = whole.map(|mention| Mention {
            start: mention.start - part.start,
            ..*mention
        });
        Self(counted.collect())
    }

    /// Where a word stands.
    pub(super) fn of_word(&self, word: &'static str) -> impl Iterator<Item = usize> {
        debug_assert!(WORDS.contains(&word), "{word} is not among the words that are sought");
        self.0
            .iter()
            .filter(move |mention| is_same(mention.word, word))
            .map(|mention| mention.start)
    }

    /// Where any of some words stands, and which.
    pub(super) fn of_any<'a>(&'a self, words: &'a [&'static str]) -> impl Iterator<Item = (usize, &'static str)> + 'a {
        debug_assert!(
            words.iter().all(|word| WORDS.contains(word)),
            "{words:?} are not all sought"
        );
        let is_among = |mention: &&Mention| words.iter().any(|word| is_same(mention.word, word));
        let among = self.0.iter().filter(is_among);
        among.map(|mention| (mention.start, mention.word))
    }
}

/// Whether two words are the same: most that are not differ in their length or last byte, which is quickly seen.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().last() == other.as_bytes().last() && one == other
}

fn one_by_one(text: &str) -> Vec<Mention> {
    let of_word = |word: &&'static str| {
        let word = *word;
        text.match_indices(word).map(move |(start, _)| Mention { start, word })
    };
    WORDS.iter().flat_map(of_word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_words_are_all_found_in_their_order() {
        let text = "比上年末增长5%，为4.9%";
        let mentions = Mentions::of(text);
        let words: Vec<_> = mentions.0.iter().map(|mention| mention.word).collect();
        assert_eq!(words, ["比上年", "年末", "增长"]);
        assert_eq!(mentions.of_word("增长").collect::<Vec<_>>(), ["比上年末".len()]);
        let clause = "比上年".len()..text.len();
        assert_eq!(mentions.within(&clause).of_any(&["比上年", "增长"]).count(), 1);
    }

    #[test]
    fn one_pass_finds_what_single_searches_find() {
        let text = WORDS.join(" ");
        let mut single = one_by_one(&text);
        single.sort_unstable();
        assert_eq!(Mentions::of(&text).0, single);
        assert!(single.len() >= WORDS.len());
    }
}
