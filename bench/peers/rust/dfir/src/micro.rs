//! Small pipelines by operators, run again and again; a graph is built before its run is timed, as in Hydroflow's own.

use dfir_rs::dfir_syntax;
use dfir_rs::scheduled::graph::Dfir;
use peer_given::{megabytes, output, report, Given, Output, Stopwatch};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

const MOST_RUNS: usize = 40;
const PATIENCE: Duration = Duration::from_secs(5);

type Kept<R> = Rc<RefCell<Vec<R>>>;

/// Runs several times; the later half of the runs counts.
fn warm<'a>(mut prepare: impl FnMut() -> (Dfir<'a>, Box<dyn FnOnce() -> Vec<Output>>)) {
    let began = Instant::now();
    let mut times: Vec<peer_given::Duration> = Vec::new();
    let mut outputs = None;
    while times.len() < 3 || (times.len() < MOST_RUNS && began.elapsed() < PATIENCE) {
        let (mut flow, results) = prepare();
        let run = Stopwatch::start();
        flow.run_tick();
        times.push(run.read());
        outputs.get_or_insert_with(results);
    }
    let mut later = times.split_off(times.len() / 2);
    later.sort_by(|a, b| a.milliseconds.total_cmp(&b.milliseconds));
    let middle = later.len() / 2;
    report(later.swap_remove(middle), megabytes(), &outputs.expect("a run"));
}

fn numbers(given: &Given, name: &str) -> Vec<i32> {
    given.ones(name).into_iter().map(|(x,)| x).collect()
}

fn ones(name: &'static str, kept: Kept<i32>) -> Box<dyn FnOnce() -> Vec<Output>> {
    Box::new(move || vec![output(name, kept.borrow().iter().map(|&x| (x,)))])
}

/// Twenty of an operator in a chain.
macro_rules! chain {
    ($rows:expr, $kept:expr, $($map:tt)*) => {
        dfir_syntax! {
            source_iter($rows)
                -> $($map)* -> $($map)* -> $($map)* -> $($map)* -> $($map)*
                -> $($map)* -> $($map)* -> $($map)* -> $($map)* -> $($map)*
                -> $($map)* -> $($map)* -> $($map)* -> $($map)* -> $($map)*
                -> $($map)* -> $($map)* -> $($map)* -> $($map)* -> $($map)*
                -> for_each(|x| $kept.borrow_mut().push(x));
        }
    };
}

fn identity(given: &Given) {
    let source = numbers(given, "source");
    warm(|| {
        let kept: Kept<i32> = Kept::default();
        let (rows, into) = (source.clone(), kept.clone());
        (chain!(rows, into, map(|x: i32| x)), ones("r20", kept))
    });
}

/// A union of twenty, and the set of what comes out of it.
fn fan_in(given: &Given) {
    let sources: Vec<Vec<i32>> = (1..=20).map(|i| numbers(given, &format!("s{i}"))).collect();
    warm(|| {
        let kept: Kept<i32> = Kept::default();
        let into = kept.clone();
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t]: [Vec<i32>; 20] = sources.clone().try_into().expect("twenty");
        let flow = dfir_syntax! {
            all = union() -> unique::<'tick>() -> for_each(|x| into.borrow_mut().push(x));
            source_iter(a) -> all;
            source_iter(b) -> all;
            source_iter(c) -> all;
            source_iter(d) -> all;
            source_iter(e) -> all;
            source_iter(f) -> all;
            source_iter(g) -> all;
            source_iter(h) -> all;
            source_iter(i) -> all;
            source_iter(j) -> all;
            source_iter(k) -> all;
            source_iter(l) -> all;
            source_iter(m) -> all;
            source_iter(n) -> all;
            source_iter(o) -> all;
            source_iter(p) -> all;
            source_iter(q) -> all;
            source_iter(r) -> all;
            source_iter(s) -> all;
            source_iter(t) -> all;
        };
        (flow, ones("all", kept))
    });
}

/// Twenty equal outputs.
fn fan_out(given: &Given) {
    let source = numbers(given, "source");
    warm(|| {
        let kept: [Kept<i32>; 20] = Default::default();
        let rows = source.clone();
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t] = kept.clone();
        let flow = dfir_syntax! {
            all = source_iter(rows) -> tee();
            all -> for_each(|x| a.borrow_mut().push(x));
            all -> for_each(|x| b.borrow_mut().push(x));
            all -> for_each(|x| c.borrow_mut().push(x));
            all -> for_each(|x| d.borrow_mut().push(x));
            all -> for_each(|x| e.borrow_mut().push(x));
            all -> for_each(|x| f.borrow_mut().push(x));
            all -> for_each(|x| g.borrow_mut().push(x));
            all -> for_each(|x| h.borrow_mut().push(x));
            all -> for_each(|x| i.borrow_mut().push(x));
            all -> for_each(|x| j.borrow_mut().push(x));
            all -> for_each(|x| k.borrow_mut().push(x));
            all -> for_each(|x| l.borrow_mut().push(x));
            all -> for_each(|x| m.borrow_mut().push(x));
            all -> for_each(|x| n.borrow_mut().push(x));
            all -> for_each(|x| o.borrow_mut().push(x));
            all -> for_each(|x| p.borrow_mut().push(x));
            all -> for_each(|x| q.borrow_mut().push(x));
            all -> for_each(|x| r.borrow_mut().push(x));
            all -> for_each(|x| s.borrow_mut().push(x));
            all -> for_each(|x| t.borrow_mut().push(x));
        };
        let names = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "r16", "r17", "r18", "r19", "r20"];
        let results = move || names.into_iter().zip(kept).map(|(name, rows)| output(name, rows.borrow().iter().map(|&x| (x,)))).collect();
        (flow, Box::new(results) as Box<dyn FnOnce() -> Vec<Output>>)
    });
}

fn join(given: &Given) {
    let (left, right) = (given.pairs("left"), given.pairs("right"));
    warm(|| {
        let kept: Kept<(i32, i32, i32)> = Kept::default();
        let (lefts, rights, into) = (left.clone(), right.clone(), kept.clone());
        let flow = dfir_syntax! {
            source_iter(lefts) -> [0]joined;
            source_iter(rights) -> [1]joined;
            joined = join() -> for_each(|(k, (a, b))| into.borrow_mut().push((k, a, b)));
        };
        (flow, Box::new(move || vec![output("joined", kept.borrow().iter().cloned())]) as Box<dyn FnOnce() -> Vec<Output>>)
    });
}

pub fn run(given: &Given) {
    match given.program.as_str() {
        "micro-identity" => identity(given),
        "micro-fan-in" => fan_in(given),
        "micro-fan-out" => fan_out(given),
        "micro-join" => join(given),
        other => panic!("no program {other}"),
    }
}
