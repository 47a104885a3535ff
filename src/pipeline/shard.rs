//! `--shard I/N`: one machine's share of a job, by the hash of each report's key.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::earlier::key;
use crate::manifest::Shard;

/// The folder in the output folder that holds one folder a shard.
pub(super) const FOLDER: &str = "shards";

impl FromStr for Shard {
    type Err = String;

    /// Reads `2/4`, `auto` and `auto/4`; the last two take the number that the cluster gave this process.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text, |name| std::env::var(name).ok())
    }
}

/// Variables in which clusters say which of several equal processes this one is, counted from zero: Kubernetes Indexed
/// Jobs, Slurm arrays, AWS Batch array jobs.
const INDICES: [&str; 3] = [
    "JOB_COMPLETION_INDEX",
    "SLURM_ARRAY_TASK_ID",
    "AWS_BATCH_JOB_ARRAY_INDEX",
];

impl Shard {
    /// Reads a share; `variable` gives the environment.
    pub fn parse(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let (index, count) = text.split_once('/').unwrap_or((text, ""));
        let number = |name: &str| variable(name)?.trim().parse::<u32>().ok();
        let count = match count {
            "" if index == "auto" => number("SLURM_ARRAY_TASK_COUNT"),
            count => count.parse().ok(),
        };
        let index = match index {
            "auto" => INDICES.iter().find_map(|name| number(name)).and_then(|index| {
                // `auto` alone: what an array of its own numbers counts from.
                let first = if text == "auto" {
                    number("SLURM_ARRAY_TASK_MIN").unwrap_or(0)
                } else {
                    0
                };
                index.checked_sub(first)?.checked_add(1)
            }),
            index => index.parse().ok(),
        };
        match (index, count) {
            (Some(index), Some(count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err(format!("{text}: 2/4, auto, auto/4")),
        }
    }

    /// Whether a report belongs to this share.
    pub fn takes(&self, report: &str, subject: &str) -> bool {
        let hash = blake3::hash(key(report, subject).as_bytes());
        let start = hash.as_bytes()[..8]
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        start % u64::from(self.count) == u64::from(self.index - 1)
    }

    /// Where it writes, so that shards on one disk do not wait for each other.
    pub fn folder(&self, output: &Path) -> PathBuf {
        output.join(FOLDER).join(format!("{}-of-{}", self.index, self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, variables: &[(&str, &str)]) -> Option<(u32, u32)> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Shard::parse(text, variable)
            .ok()
            .map(|shard| (shard.index, shard.count))
    }

    #[test]
    fn given_and_taken_from_clusters() {
        assert_eq!(parse("2/4", &[]), Some((2, 4)));
        assert_eq!(parse("auto/4", &[("JOB_COMPLETION_INDEX", "0")]), Some((1, 4)));
        assert_eq!(parse("auto/4", &[("AWS_BATCH_JOB_ARRAY_INDEX", "3")]), Some((4, 4)));
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "7"),
            ("SLURM_ARRAY_TASK_COUNT", "8"),
            ("SLURM_ARRAY_TASK_MIN", "1"),
        ];
        assert_eq!(parse("auto", &slurm), Some((7, 8)));
        // Two shards run again under their own numbers keep their shares.
        let again = [("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_ARRAY_TASK_COUNT", "2")];
        assert_eq!(parse("auto/8", &again), Some((8, 8)));
        for wrong in ["0/4", "5/4", "4", "", "auto", "auto/4", "1/0", "a/b"] {
            assert_eq!(parse(wrong, &[]), None, "{wrong}");
        }
    }

    #[test]
    fn every_report_is_in_exactly_one_share() {
        for number in 0..200 {
            let township = format!("第{number}镇");
            let shares = (1..=4).filter(|index| {
                Shard {
                    index: *index,
                    count: 4,
                }
                .takes("", &township)
            });
            assert_eq!(shares.count(), 1);
        }
    }
}
