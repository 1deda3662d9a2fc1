//! Reads what `bench/facts.ts` wrote and prints a sample as `bench/sample.ts` has it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// How long ticks may take together; those that are left are then not done.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// A tick that takes longer, in milliseconds, may have been interrupted.
const LONG: f64 = 0.1;

/// Rows that come tick by tick: those of tick t are rows `starts[t]` to `starts[t + 1]`.
pub struct Stream {
    pub relation: String,
    pub arity: usize,
    pub words: Vec<i32>,
    pub starts: Vec<i32>,
}

impl Stream {
    pub fn rows(&self, tick: usize) -> std::slice::ChunksExact<'_, i32> {
        let from = self.starts[tick] as usize * self.arity;
        let to = self.starts[tick + 1] as usize * self.arity;
        self.words[from..to].chunks_exact(self.arity)
    }
}

pub struct Given {
    pub program: String,
    tables: HashMap<String, (usize, Vec<i32>)>,
    pub streams: Vec<Stream>,
}

impl Given {
    /// Of the arguments: a program and the directory of its rows.
    pub fn from_arguments() -> Given {
        let arguments: Vec<String> = std::env::args().collect();
        let [_, program, directory] = &arguments[..] else { panic!("usage: PROGRAM DIRECTORY") };
        let mut given = Given { program: program.clone(), tables: HashMap::new(), streams: Vec::new() };
        for entry in fs::read_dir(directory).expect("the directory of rows") {
            let path = entry.expect("a file of rows").path();
            let name = path.file_name().expect("a file name").to_str().expect("a file name").to_string();
            let parts: Vec<&str> = name.split('.').collect();
            match parts[..] {
                [relation, arity, "rows"] => {
                    given.tables.insert(relation.to_string(), (arity.parse().expect("an arity"), words(&path)));
                }
                [relation, arity, "stream"] => given.streams.push(Stream {
                    relation: relation.to_string(),
                    arity: arity.parse().expect("an arity"),
                    words: words(&path),
                    starts: words(&path.with_extension("starts")),
                }),
                _ => {}
            }
        }
        given
    }

    pub fn ones(&self, relation: &str) -> Vec<(i32,)> {
        self.table(relation).iter().map(|&a| (a,)).collect()
    }

    pub fn pairs(&self, relation: &str) -> Vec<(i32, i32)> {
        self.table(relation).chunks_exact(2).map(|row| (row[0], row[1])).collect()
    }

    pub fn triples(&self, relation: &str) -> Vec<(i32, i32, i32)> {
        self.table(relation).chunks_exact(3).map(|row| (row[0], row[1], row[2])).collect()
    }

    /// All relations: name, arity, words.
    pub fn tables(&self) -> impl Iterator<Item = (&str, usize, &[i32])> {
        self.tables.iter().map(|(name, (arity, words))| (name.as_str(), *arity, words.as_slice()))
    }

    pub fn stream(&self, relation: &str) -> &Stream {
        self.streams.iter().find(|each| each.relation == relation).expect("a stream")
    }

    pub fn ticks(&self) -> usize {
        self.streams[0].starts.len() - 1
    }

    fn table(&self, relation: &str) -> &[i32] {
        self.tables.get(relation).map_or(&[], |(_, words)| words)
    }
}

fn words(path: &Path) -> Vec<i32> {
    let bytes = fs::read(path).expect("a file of words");
    bytes.chunks_exact(4).map(|word| i32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}

/// A row as words, for the checksum.
pub trait Row {
    fn words(&self) -> impl Iterator<Item = i32>;
}

impl Row for (i32,) {
    fn words(&self) -> impl Iterator<Item = i32> {
        [self.0].into_iter()
    }
}

impl Row for (i32, i32) {
    fn words(&self) -> impl Iterator<Item = i32> {
        [self.0, self.1].into_iter()
    }
}

impl Row for (i32, i32, i32) {
    fn words(&self) -> impl Iterator<Item = i32> {
        [self.0, self.1, self.2].into_iter()
    }
}

/// An output: its name, how many rows it has, and their checksum.
pub struct Output {
    pub name: &'static str,
    pub rows: usize,
    pub checksum: u32,
}

pub fn output<R: Row>(name: &'static str, rows: impl IntoIterator<Item = R>) -> Output {
    let mut count = 0;
    let mut sum = 0u32;
    for row in rows {
        sum = sum.wrapping_add(checksum_of(&row));
        count += 1;
    }
    Output { name, rows: count, checksum: sum }
}

/// What a row adds to the checksum of its relation (`bench/table.ts`).
pub fn checksum_of(row: &impl Row) -> u32 {
    let mut hash = 1u32;
    for word in row.words() {
        hash = (hash ^ word as u32).wrapping_mul(0x9e3779b1) ^ (hash >> 15);
    }
    (hash ^ (hash >> 13)).wrapping_mul(0x85ebca6b)
}

/// What a stretch of work took, in milliseconds.
pub struct Duration {
    /// For which the thread was running; where that is not known, as `elapsed`.
    pub milliseconds: f64,
    pub elapsed: f64,
}

pub struct Stopwatch {
    began: Instant,
    ran: Option<f64>,
}

impl Stopwatch {
    pub fn start() -> Stopwatch {
        Stopwatch { began: Instant::now(), ran: running() }
    }

    pub fn read(&self) -> Duration {
        let elapsed = self.began.elapsed().as_secs_f64() * 1000.0;
        let milliseconds = self.ran.zip(running()).map_or(elapsed, |(before, now)| now - before);
        Duration { milliseconds, elapsed }
    }
}

/// For how many milliseconds this thread has run, where Linux says so.
#[cfg(target_os = "linux")]
fn running() -> Option<f64> {
    #[repr(C)]
    struct Timespec {
        seconds: i64,
        nanoseconds: i64,
    }
    extern "C" {
        fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    }
    const THREAD: i32 = 3;
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    // The standard library is linked with the C library, which has this function.
    let failed = unsafe { clock_gettime(THREAD, &mut time) };
    (failed == 0).then(|| time.seconds as f64 * 1e3 + time.nanoseconds as f64 / 1e6)
}

#[cfg(not(target_os = "linux"))]
fn running() -> Option<f64> {
    None
}

/// Prints the sample of a batch; to be called with the time already taken.
pub fn report(Duration { milliseconds, elapsed }: Duration, megabytes: f64, outputs: &[Output]) {
    println!("{{\"milliseconds\":{milliseconds},\"elapsed\":{elapsed},\"megabytes\":{megabytes},\"outputs\":{}}}", json(outputs));
}

/// Runs ticks one by one and prints their sample.
pub fn report_ticks(ticks: usize, mut tick: impl FnMut(usize), outputs: impl FnOnce() -> Vec<Output>) {
    let watch = Stopwatch::start();
    let began = Instant::now();
    let mut micros: Vec<f64> = Vec::with_capacity(ticks);
    // As `timed` of `bench/timing.ts`: what others ran is taken off ticks that are long enough to have been interrupted.
    let mut ran = running();
    let mut since = 0.0;
    let mut before = Instant::now();
    while micros.len() < ticks && before - began < PATIENCE {
        tick(micros.len());
        let mut now = Instant::now();
        let mut took = (now - before).as_secs_f64() * 1e3;
        if took > LONG {
            let runs = running();
            took = runs.zip(ran).map_or(took, |(runs, ran)| took.min((runs - ran - since).max(0.0)));
            (ran, since, now) = (runs, 0.0, Instant::now());
        } else {
            since += took;
        }
        micros.push(took * 1e3);
        before = now;
    }
    let Duration { milliseconds, elapsed } = watch.read();
    let memory = megabytes();
    let done = if micros.len() == ticks { json(&outputs()) } else { "null".to_string() };
    micros.sort_by(f64::total_cmp);
    let at = |fraction: f64| micros[((micros.len() as f64 * fraction) as usize).min(micros.len() - 1)];
    println!(
        "{{\"milliseconds\":{milliseconds},\"elapsed\":{elapsed},\"megabytes\":{memory},\"outputs\":{done},\"ticks\":{{\"count\":{},\"p50\":{},\"p99\":{},\"p999\":{},\"most\":{}}}}}",
        micros.len(),
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}

fn json(outputs: &[Output]) -> String {
    let each: Vec<String> = outputs.iter().map(|each| format!("\"{}\":{{\"rows\":{},\"checksum\":{}}}", each.name, each.rows, each.checksum)).collect();
    format!("{{{}}}", each.join(","))
}

/// Most memory of this process so far.
pub fn megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes: f64 = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse().ok()).unwrap_or(0.0);
    kilobytes / 1024.0
}
