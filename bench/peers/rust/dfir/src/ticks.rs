//! Ticks: operators that are `'static` keep what came. A join that is gives all of its matches again at each tick.

use crate::Kept;
use dfir_rs::scheduled::graph::Dfir;
use dfir_rs::util::unbounded_channel;
use dfir_rs::{dfir_syntax, tokio};
use peer_given::{output, report_ticks, Given, Output, Row};
use std::collections::HashMap;

type Send = tokio::sync::mpsc::UnboundedSender<(i32, i32)>;

/// A program: where its inputs go, and its output at the last tick or, when it tells only what is new, at all of them.
struct Program<'a, R> {
    flow: Dfir<'a>,
    sends: HashMap<&'static str, Send>,
    name: &'static str,
    kept: Kept<R>,
    tells_news: bool,
}

impl<R: Row + Clone> Program<'_, R> {
    fn tick(&mut self) {
        if !self.tells_news {
            self.kept.borrow_mut().clear();
        }
        self.flow.run_tick();
    }

    fn outputs(&self) -> Vec<Output> {
        vec![output(self.name, self.kept.borrow().iter().cloned())]
    }

    /// What is stored comes in a first tick; then ticks are timed.
    fn run(mut self, given: &Given) {
        let pair = |row: &[i32]| (row[0], *row.get(1).unwrap_or(&0));
        for (name, arity, words) in given.tables() {
            let send = &self.sends[name];
            words.chunks_exact(arity).for_each(|row| send.send(pair(row)).expect("a reader"));
        }
        self.tick();
        let program = std::cell::RefCell::new(self);
        let tick = |index: usize| {
            let mut program = program.borrow_mut();
            for stream in &given.streams {
                let send = &program.sends[stream.relation.as_str()];
                stream.rows(index).for_each(|row| send.send(pair(row)).expect("a reader"));
            }
            program.tick();
        };
        report_ticks(given.ticks(), tick, || program.borrow().outputs());
    }
}

pub fn run(given: &Given) {
    match given.program.as_str() {
        "tick-store" => store().run(given),
        "tick-join" => join().run(given),
        "tick-join3" => join3().run(given),
        "tick-negation" => negation().run(given),
        "tick-count" => fold("orders", |count, _order| *count += 1).run(given),
        "tick-maximum" => fold("last", |most, order| *most = order.max(*most)).run(given),
        "tick-reach" => reach().run(given),
        other => panic!("no program {other}"),
    }
}

fn store() -> Program<'static, (i32, i32)> {
    let (send, stored) = unbounded_channel::<(i32, i32)>();
    let kept: Kept<(i32, i32)> = Kept::default();
    let rows = kept.clone();
    let flow = dfir_syntax! {
        source_stream(stored) -> unique::<'static>() -> for_each(|row| rows.borrow_mut().push(row));
    };
    Program { flow, sends: HashMap::from([("stored", send)]), name: "stored", kept, tells_news: true }
}

fn join() -> Program<'static, (i32, i32)> {
    let (send_order, order) = unbounded_channel::<(i32, i32)>();
    let (send_customer, customer) = unbounded_channel::<(i32, i32)>();
    let kept: Kept<(i32, i32)> = Kept::default();
    let rows = kept.clone();
    let flow = dfir_syntax! {
        source_stream(order) -> map(|(o, c)| (c, o)) -> [0]cities;
        source_stream(customer) -> [1]cities;
        cities = join::<'static, 'static>() -> map(|(_c, (o, city))| (o, city)) -> unique::<'tick>() -> for_each(|row| rows.borrow_mut().push(row));
    };
    Program { flow, sends: HashMap::from([("order", send_order), ("customer", send_customer)]), name: "shipment", kept, tells_news: false }
}

fn join3() -> Program<'static, (i32, i32)> {
    let (send_order, order) = unbounded_channel::<(i32, i32)>();
    let (send_customer, customer) = unbounded_channel::<(i32, i32)>();
    let (send_depot, depot) = unbounded_channel::<(i32, i32)>();
    let kept: Kept<(i32, i32)> = Kept::default();
    let rows = kept.clone();
    let flow = dfir_syntax! {
        source_stream(order) -> map(|(o, c)| (c, o)) -> [0]cities;
        source_stream(customer) -> [1]cities;
        cities = join::<'static, 'static>() -> map(|(_c, (o, city))| (city, o)) -> [0]lorries;
        source_stream(depot) -> [1]lorries;
        lorries = join::<'tick, 'static>() -> map(|(_city, (o, l))| (o, l)) -> unique::<'tick>() -> for_each(|row| rows.borrow_mut().push(row));
    };
    let sends = HashMap::from([("order", send_order), ("customer", send_customer), ("depot", send_depot)]);
    Program { flow, sends, name: "shipment", kept, tells_news: false }
}

fn negation() -> Program<'static, (i32,)> {
    let (send_order, order) = unbounded_channel::<(i32, i32)>();
    let (send_paid, paid) = unbounded_channel::<(i32, i32)>();
    let kept: Kept<(i32,)> = Kept::default();
    let rows = kept.clone();
    let flow = dfir_syntax! {
        source_stream(order) -> map(|(o, _)| o) -> [pos]open;
        source_stream(paid) -> map(|(o, _)| o) -> [neg]open;
        open = difference::<'static, 'static>() -> unique::<'tick>() -> for_each(|o| rows.borrow_mut().push((o,)));
    };
    Program { flow, sends: HashMap::from([("order", send_order), ("paid", send_paid)]), name: "open", kept, tells_news: false }
}

fn fold(name: &'static str, take: fn(&mut i32, i32)) -> Program<'static, (i32, i32)> {
    let (send, order) = unbounded_channel::<(i32, i32)>();
    let kept: Kept<(i32, i32)> = Kept::default();
    let rows = kept.clone();
    let flow = dfir_syntax! {
        source_stream(order) -> unique::<'static>() -> map(|(o, c)| (c, o))
            -> fold_keyed::<'static>(|| 0, move |value: &mut i32, order: i32| take(value, order))
            -> for_each(|row| rows.borrow_mut().push(row));
    };
    Program { flow, sends: HashMap::from([("order", send)]), name, kept, tells_news: false }
}

fn reach() -> Program<'static, (i32,)> {
    let (send_start, start) = unbounded_channel::<(i32, i32)>();
    let (send_edge, edge) = unbounded_channel::<(i32, i32)>();
    let kept: Kept<(i32,)> = Kept::default();
    let rows = kept.clone();
    let flow = dfir_syntax! {
        source_stream(start) -> map(|(x, _)| x) -> reached;
        reached = union() -> unique::<'static>() -> tee();
        reached -> map(|x| (x, ())) -> [0]steps;
        source_stream(edge) -> [1]steps;
        steps = join::<'static, 'static>() -> map(|(_x, ((), y))| y) -> reached;
        reached -> for_each(|x| rows.borrow_mut().push((x,)));
    };
    Program { flow, sends: HashMap::from([("start", send_start), ("edge", send_edge)]), name: "reach", kept, tells_news: true }
}
