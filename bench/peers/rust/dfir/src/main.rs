//! Hydroflow (DFIR): batches by its Datalog front end, ticks by its surface syntax; the time of a batch is of its tick.

use dfir_rs::scheduled::graph::Dfir;
use peer_given::{megabytes, output, report, Given, Output, Row, Stopwatch};
use std::cell::RefCell;
use std::rc::Rc;

mod micro;
mod ticks;

type Kept<R> = Rc<RefCell<Vec<R>>>;

fn run<'a>(mut flow: Dfir<'a>, outputs: impl FnOnce() -> Vec<Output>) {
    let began = Stopwatch::start();
    flow.run_tick();
    let time = began.read();
    report(time, megabytes(), &outputs());
}

fn rows_of<R: Row + Clone>(name: &'static str, kept: &Kept<R>) -> Output {
    output(name, kept.borrow().iter().cloned())
}

fn closure(given: &Given) {
    let edges = given.pairs("edge");
    let path: Kept<(i32, i32)> = Kept::default();
    let kept = path.clone();
    let flow = dfir_rs::datalog!(
        r#"
        .input edge `source_iter(edges)`
        .output path `for_each(|row| kept.borrow_mut().push(row))`
        path(x, y) :- edge(x, y)
        path(x, z) :- path(x, y), edge(y, z)
        "#
    );
    run(flow, || vec![rows_of("path", &path)]);
}

fn same_generation(given: &Given) {
    let parents = given.pairs("parent");
    let same: Kept<(i32, i32)> = Kept::default();
    let kept = same.clone();
    let flow = dfir_rs::datalog!(
        r#"
        .input parent `source_iter(parents)`
        .output same `for_each(|row| kept.borrow_mut().push(row))`
        same(x, y) :- parent(x, p), parent(y, p)
        same(x, y) :- parent(x, p), same(p, q), parent(y, q)
        "#
    );
    run(flow, || vec![rows_of("same", &same)]);
}

fn points_to(given: &Given) {
    let (news, assigns, loads, stores) = (given.pairs("new"), given.pairs("assign"), given.triples("load"), given.triples("store"));
    let points: Kept<(i32, i32)> = Kept::default();
    let value: Kept<(i32, i32, i32)> = Kept::default();
    let (kept_points, kept_value) = (points.clone(), value.clone());
    let flow = dfir_rs::datalog!(
        r#"
        .input allocated `source_iter(news)`
        .input assign `source_iter(assigns)`
        .input load `source_iter(loads)`
        .input store `source_iter(stores)`
        .output points `for_each(|row| kept_points.borrow_mut().push(row))`
        .output value `for_each(|row| kept_value.borrow_mut().push(row))`
        points(v, h) :- allocated(v, h)
        points(v, h) :- assign(v, w), points(w, h)
        points(v, h) :- load(v, w, f), points(w, g), value(g, f, h)
        value(g, f, h) :- store(v, f, w), points(v, g), points(w, h)
        "#
    );
    run(flow, || vec![rows_of("points", &points), rows_of("value", &value)]);
}

fn pointer_kernel(given: &Given) {
    let (assigns, dereferences) = (given.pairs("assign"), given.pairs("dereference"));
    let flow: Kept<(i32, i32)> = Kept::default();
    let memory: Kept<(i32, i32)> = Kept::default();
    let alias: Kept<(i32, i32)> = Kept::default();
    let (kept_flow, kept_memory, kept_alias) = (flow.clone(), memory.clone(), alias.clone());
    let program = dfir_rs::datalog!(
        r#"
        .input assign `source_iter(assigns)`
        .input dereference `source_iter(dereferences)`
        .output valueFlow `for_each(|row| kept_flow.borrow_mut().push(row))`
        .output memoryAlias `for_each(|row| kept_memory.borrow_mut().push(row))`
        .output valueAlias `for_each(|row| kept_alias.borrow_mut().push(row))`
        valueFlow(x, y) :- assign(x, y)
        valueFlow(x, y) :- assign(x, z), memoryAlias(z, y)
        valueFlow(x, y) :- valueFlow(x, z), valueFlow(z, y)
        valueFlow(x, x) :- assign(x, _)
        valueFlow(x, x) :- assign(_, x)
        memoryAlias(x, w) :- dereference(y, x), valueAlias(y, z), dereference(z, w)
        memoryAlias(x, x) :- assign(x, _)
        memoryAlias(x, x) :- assign(_, x)
        valueAlias(x, y) :- valueFlow(z, x), valueFlow(z, y)
        valueAlias(x, y) :- valueFlow(z, x), memoryAlias(z, w), valueFlow(w, y)
        "#
    );
    run(program, || vec![rows_of("valueFlow", &flow), rows_of("memoryAlias", &memory), rows_of("valueAlias", &alias)]);
}

fn reach(given: &Given) {
    let (edges, starts) = (given.pairs("edge"), given.ones("start"));
    let reach: Kept<(i32,)> = Kept::default();
    let kept = reach.clone();
    let flow = dfir_rs::datalog!(
        r#"
        .input edge `source_iter(edges)`
        .input start `source_iter(starts)`
        .output reach `for_each(|row| kept.borrow_mut().push(row))`
        reach(x) :- start(x)
        reach(y) :- reach(x), edge(x, y)
        "#
    );
    run(flow, || vec![rows_of("reach", &reach)]);
}

fn triangles(given: &Given) {
    let edges = given.pairs("edge");
    let triangle: Kept<(i32, i32, i32)> = Kept::default();
    let kept = triangle.clone();
    let flow = dfir_rs::datalog!(
        r#"
        .input edge `source_iter(edges)`
        .output triangle `for_each(|row| kept.borrow_mut().push(row))`
        triangle(x, y, z) :- edge(x, y), edge(y, z), edge(x, z)
        "#
    );
    run(flow, || vec![rows_of("triangle", &triangle)]);
}

fn main() {
    let given = Given::from_arguments();
    match given.program.as_str() {
        "closure" => closure(&given),
        "same-generation" => same_generation(&given),
        "points-to" => points_to(&given),
        "pointer-kernel" => pointer_kernel(&given),
        "reach" => reach(&given),
        "triangles" => triangles(&given),
        program if program.starts_with("micro-") => micro::run(&given),
        _ => ticks::run(&given),
    }
}
