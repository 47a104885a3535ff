//! One budget of memory for all workbooks that are read at one time, whatever the number of threads.

use std::sync::{Condvar, Mutex, PoisonError};

/// How many bytes of memory a byte of a file may need while it is read and held: a packed sheet unpacks to some ten
/// times its size, and its cells take about as much as its text.
const GROWTH: u64 = 20;

/// The budget of a job.
#[derive(Debug)]
pub struct Budget {
    limit: u64,
    free: Mutex<u64>,
    freed: Condvar,
}

/// The room that some files have; it is given back when this is dropped.
#[derive(Debug)]
pub struct Room<'b> {
    budget: &'b Budget,
    bytes: u64,
}

impl Budget {
    /// A budget of so many bytes.
    pub const fn new(limit: u64) -> Self {
        Self {
            limit,
            free: Mutex::new(limit),
            freed: Condvar::new(),
        }
    }

    /// Waits until there is room for files of so many bytes together. Files that need more than the whole budget
    /// are read when nothing else is. Who holds room must not ask for more: two that wait for each other would wait
    /// for ever.
    pub fn room(&self, file_bytes: u64) -> Room<'_> {
        let bytes = file_bytes.saturating_mul(GROWTH).min(self.limit);
        // A thread that panicked has left the number whole.
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < bytes {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= bytes;
        Room { budget: self, bytes }
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn what_is_read_at_one_time_stays_within_the_budget() {
        let budget = Budget::new(100 * GROWTH);
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for bytes in [60, 30, 70, 1_000, 10, 50, 90, 5] {
                let (budget, now, most) = (&budget, &now, &most);
                scope.spawn(move || {
                    let room = budget.room(bytes);
                    let used = now.fetch_add(bytes.min(100), Ordering::SeqCst) + bytes.min(100);
                    most.fetch_max(used, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(2));
                    now.fetch_sub(bytes.min(100), Ordering::SeqCst);
                    drop(room);
                });
            }
        });
        assert!((1..=100).contains(&most.load(Ordering::SeqCst)), "{most:?}");
        assert_eq!(*budget.free.lock().unwrap(), 100 * GROWTH);
    }
}
