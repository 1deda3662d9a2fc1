//! Batches and ticks by differential dataflow, with one worker; the time is from rows in memory to the fixpoint.

use differential_dataflow::input::{Input, InputSession};
use differential_dataflow::operators::iterate::VecVariable;
use differential_dataflow::operators::*;
use differential_dataflow::VecCollection;
use peer_given::{checksum_of, megabytes, report, report_ticks, Given, Output, Row, Stopwatch};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use timely::dataflow::operators::probe::Handle;
use timely::dataflow::Scope;
use timely::order::Product;
use timely::worker::Worker;

type Time = u32;
type Pair = (i32, i32);
type Triple = (i32, i32, i32);

enum Session {
    One(InputSession<Time, (i32,), isize>),
    Two(InputSession<Time, Pair, isize>),
    Three(InputSession<Time, Triple, isize>),
}

impl Session {
    fn update(&mut self, row: &[i32], more: isize) {
        match self {
            Session::One(input) => input.update((row[0],), more),
            Session::Two(input) => input.update((row[0], row[1]), more),
            Session::Three(input) => input.update((row[0], row[1], row[2]), more),
        }
    }

    fn advance_to(&mut self, time: Time) {
        match self {
            Session::One(input) => {
                input.advance_to(time);
                input.flush();
            }
            Session::Two(input) => {
                input.advance_to(time);
                input.flush();
            }
            Session::Three(input) => {
                input.advance_to(time);
                input.flush();
            }
        }
    }
}

/// How many rows an output has, and their checksum, kept up to date from differences.
type Tally = Rc<RefCell<(i64, u32)>>;

#[derive(Default)]
struct Program {
    sessions: HashMap<&'static str, Session>,
    tallies: Vec<(&'static str, Tally)>,
    probe: Handle<Time>,
}

impl Program {
    fn ones<'scope>(&mut self, scope: Scope<'scope, Time>, name: &'static str) -> VecCollection<'scope, Time, (i32,), isize> {
        let (input, rows) = scope.new_collection();
        self.sessions.insert(name, Session::One(input));
        rows
    }

    fn pairs<'scope>(&mut self, scope: Scope<'scope, Time>, name: &'static str) -> VecCollection<'scope, Time, Pair, isize> {
        let (input, rows) = scope.new_collection();
        self.sessions.insert(name, Session::Two(input));
        rows
    }

    fn triples<'scope>(&mut self, scope: Scope<'scope, Time>, name: &'static str) -> VecCollection<'scope, Time, Triple, isize> {
        let (input, rows) = scope.new_collection();
        self.sessions.insert(name, Session::Three(input));
        rows
    }

    fn output<'scope, R: Row + differential_dataflow::Data>(&mut self, name: &'static str, rows: VecCollection<'scope, Time, R, isize>) {
        let tally = Tally::default();
        self.tallies.push((name, tally.clone()));
        rows.inspect(move |(row, _, more)| {
            let mut tally = tally.borrow_mut();
            tally.0 += *more as i64;
            tally.1 = tally.1.wrapping_add(checksum_of(row).wrapping_mul(*more as u32));
        })
        .probe_with(&mut self.probe);
    }

    fn outputs(&self) -> Vec<Output> {
        self.tallies.iter().map(|(name, tally)| Output { name, rows: tally.borrow().0 as usize, checksum: tally.borrow().1 }).collect()
    }

    fn run(&mut self, worker: &mut Worker, time: Time) {
        for session in self.sessions.values_mut() {
            session.advance_to(time);
        }
        while self.probe.less_than(&time) {
            worker.step();
        }
    }
}

fn closure<'scope>(edge: VecCollection<'scope, Time, Pair, isize>) -> VecCollection<'scope, Time, Pair, isize> {
    edge.clone().iterate(|scope, path| {
        let edge = edge.enter(scope);
        path.map(|(x, y)| (y, x)).join_map(edge.clone(), |_y, x, z| (*x, *z)).concat(edge).distinct()
    })
}

fn reach<'scope>(start: VecCollection<'scope, Time, (i32,), isize>, edge: VecCollection<'scope, Time, Pair, isize>) -> VecCollection<'scope, Time, (i32,), isize> {
    start.clone().iterate(|scope, reach| {
        let start = start.enter(scope);
        let edge = edge.enter(scope);
        reach.map(|(x,)| (x, ())).join_map(edge, |_x, (), y| (*y,)).concat(start).distinct()
    })
}

fn same_generation<'scope>(parent: VecCollection<'scope, Time, Pair, isize>) -> VecCollection<'scope, Time, Pair, isize> {
    let children = parent.map(|(child, parent)| (parent, child));
    let siblings = children.clone().join_map(children.clone(), |_p, x, y| (*x, *y)).distinct();
    siblings.clone().iterate(|scope, same| {
        let siblings = siblings.enter(scope);
        let children = children.enter(scope);
        let half = same.join_map(children.clone(), |_p, q, x| (*q, *x));
        half.join_map(children, |_q, x, y| (*x, *y)).concat(siblings).distinct()
    })
}

fn points_to<'scope>(scope: Scope<'scope, Time>, program: &mut Program) {
    let new = program.pairs(scope, "new");
    let assign = program.pairs(scope, "assign");
    let load = program.triples(scope, "load");
    let store = program.triples(scope, "store");
    let (points, value) = scope.iterative::<u32, _, _>(|inner| {
        let step = || Product::new(Default::default(), 1);
        let (points_variable, points) = VecVariable::new(inner, step());
        let (value_variable, value) = VecVariable::new(inner, step());
        let assigned = assign.enter(inner).map(|(to, from)| (from, to));
        let loads = load.enter(inner).map(|(to, base, field)| (base, (field, to)));
        let stores = store.enter(inner).map(|(base, field, from)| (base, (field, from)));
        let loaded = points.clone().join_map(loads, |_w, g, (f, v)| ((*g, *f), *v)).join_map(value, |_gf, v, h| (*v, *h));
        let flown = points.clone().join_map(assigned, |_w, h, v| (*v, *h));
        let all_points = new.enter(inner).concat(flown).concat(loaded).distinct();
        let stored = points.clone().join_map(stores, |_v, g, (f, w)| (*w, (*g, *f))).join_map(points, |_w, gf, h| (*gf, *h));
        let all_values = stored.distinct();
        points_variable.set(all_points.clone());
        value_variable.set(all_values.clone());
        (all_points.leave(scope), all_values.leave(scope))
    });
    program.output("points", points);
    program.output("value", value.map(|((g, f), h)| (g, f, h)));
}

fn pointer_kernel<'scope>(scope: Scope<'scope, Time>, program: &mut Program) {
    let assign = program.pairs(scope, "assign");
    let dereference = program.pairs(scope, "dereference");
    let (flow, memory, alias) = scope.iterative::<u32, _, _>(|inner| {
        let step = || Product::new(Default::default(), 1);
        let (flow_variable, flow) = VecVariable::new(inner, step());
        let (memory_variable, memory) = VecVariable::new(inner, step());
        let (alias_variable, alias) = VecVariable::new(inner, step());
        let assign = assign.enter(inner);
        let dereference = dereference.enter(inner);
        let selves = assign.clone().flat_map(|(x, y)| [(x, x), (y, y)]);
        let assigned = assign.clone().map(|(to, from)| (from, to));
        let by_source = flow.clone().map(|(x, y)| (y, x));
        let all_flow = assign
            .concat(selves.clone())
            .concat(memory.clone().join_map(assigned, |_z, y, x| (*x, *y)))
            .concat(by_source.join_map(flow.clone(), |_z, x, y| (*x, *y)))
            .distinct();
        let dereferenced = alias.join_map(dereference.clone(), |_y, z, x| (*z, *x)).join_map(dereference, |_z, x, w| (*x, *w));
        let all_memory = dereferenced.concat(selves).distinct();
        let flow_memory = flow.clone().join_map(memory, |_z, x, w| (*w, *x)).join_map(flow.clone(), |_w, x, y| (*x, *y));
        let all_alias = flow.clone().join_map(flow, |_z, x, y| (*x, *y)).concat(flow_memory).distinct();
        flow_variable.set(all_flow.clone());
        memory_variable.set(all_memory.clone());
        alias_variable.set(all_alias.clone());
        (all_flow.leave(scope), all_memory.leave(scope), all_alias.leave(scope))
    });
    program.output("valueFlow", flow);
    program.output("memoryAlias", memory);
    program.output("valueAlias", alias);
}

fn build<'scope>(name: &str, scope: Scope<'scope, Time>, program: &mut Program) {
    match name {
        "closure" | "tick-delete" => {
            let edge = program.pairs(scope, "edge");
            program.output("path", closure(edge));
        }
        "reach" | "tick-reach" => {
            let (start, edge) = (program.ones(scope, "start"), program.pairs(scope, "edge"));
            program.output("reach", reach(start, edge));
        }
        "same-generation" => {
            let parent = program.pairs(scope, "parent");
            program.output("same", same_generation(parent));
        }
        "points-to" => points_to(scope, program),
        "pointer-kernel" => pointer_kernel(scope, program),
        "triangles" => {
            let edge = program.pairs(scope, "edge");
            let reversed = edge.clone().map(|(x, y)| (y, x));
            let paths = reversed.join_map(edge.clone(), |y, x, z| ((*x, *z), *y));
            program.output("triangle", paths.semijoin(edge).map(|((x, z), y)| (x, y, z)));
        }
        "tick-store" => {
            let stored = program.pairs(scope, "stored");
            program.output("stored", stored.distinct());
        }
        "tick-join" => {
            let (order, customer) = (program.pairs(scope, "order"), program.pairs(scope, "customer"));
            program.output("shipment", order.map(|(o, c)| (c, o)).join_map(customer, |_c, o, city| (*o, *city)).distinct());
        }
        "tick-join3" => {
            let (order, customer, depot) = (program.pairs(scope, "order"), program.pairs(scope, "customer"), program.pairs(scope, "depot"));
            let cities = order.map(|(o, c)| (c, o)).join_map(customer, |_c, o, city| (*city, *o));
            program.output("shipment", cities.join_map(depot, |_city, o, l| (*o, *l)).distinct());
        }
        "tick-negation" => {
            let (order, paid) = (program.ones(scope, "order"), program.ones(scope, "paid"));
            program.output("open", order.distinct().map(|o| (o, ())).antijoin(paid.distinct()).map(|(o, ())| o));
        }
        "tick-count" => {
            let order = program.pairs(scope, "order");
            program.output("orders", order.distinct().map(|(_o, c)| c).count().map(|(c, n)| (c, n as i32)));
        }
        "tick-maximum" => {
            let order = program.pairs(scope, "order");
            let last = order.map(|(o, c)| (c, o)).reduce(|_c, orders, out| out.push((*orders[orders.len() - 1].0, 1)));
            program.output("last", last);
        }
        other => panic!("no program {other}"),
    }
}

fn main() {
    let given = Given::from_arguments();
    timely::execute_directly(move |worker| {
        let mut program = Program::default();
        worker.dataflow(|scope| build(&given.program, scope, &mut program));
        let began = Stopwatch::start();
        for (name, arity, words) in given.tables() {
            if let Some(session) = program.sessions.get_mut(name) {
                words.chunks_exact(arity).for_each(|row| session.update(row, 1));
            }
        }
        program.run(worker, 1);
        let time = began.read();
        if given.streams.is_empty() {
            report(time, megabytes(), &program.outputs());
            return;
        }
        let program = RefCell::new(program);
        let tick = |index: usize| {
            let mut program = program.borrow_mut();
            for stream in &given.streams {
                // What is deleted in a tick is there until the next.
                if let Some(name) = stream.relation.strip_prefix("del_") {
                    let session = program.sessions.get_mut(name).expect("an input");
                    if index > 0 {
                        stream.rows(index - 1).for_each(|row| session.update(row, -1));
                    }
                } else {
                    let session = program.sessions.get_mut(stream.relation.as_str()).expect("an input");
                    stream.rows(index).for_each(|row| session.update(row, 1));
                }
            }
            program.run(worker, index as Time + 2);
        };
        report_ticks(given.ticks(), tick, || program.borrow().outputs());
    });
}
