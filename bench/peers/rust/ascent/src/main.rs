//! Batches by ascent, one program each; the time is of `run`.

use ascent::ascent;
use peer_given::{megabytes, output, report, Given, Stopwatch};

ascent! {
    struct Closure;
    relation edge(i32, i32);
    relation path(i32, i32);
    path(x, y) <-- edge(x, y);
    path(x, z) <-- path(x, y), edge(y, z);
}

ascent! {
    struct SameGeneration;
    relation parent(i32, i32);
    relation same(i32, i32);
    same(x, y) <-- parent(x, p), parent(y, p);
    same(x, y) <-- parent(x, p), same(p, q), parent(y, q);
}

ascent! {
    struct PointsTo;
    relation new(i32, i32);
    relation assign(i32, i32);
    relation load(i32, i32, i32);
    relation store(i32, i32, i32);
    relation points(i32, i32);
    relation value(i32, i32, i32);
    points(v, h) <-- new(v, h);
    points(v, h) <-- assign(v, w), points(w, h);
    points(v, h) <-- load(v, w, f), points(w, g), value(g, f, h);
    value(g, f, h) <-- store(v, f, w), points(v, g), points(w, h);
}

ascent! {
    struct PointerKernel;
    relation assign(i32, i32);
    relation dereference(i32, i32);
    relation value_flow(i32, i32);
    relation memory_alias(i32, i32);
    relation value_alias(i32, i32);
    value_flow(x, y) <-- assign(x, y);
    value_flow(x, y) <-- assign(x, z), memory_alias(z, y);
    value_flow(x, y) <-- value_flow(x, z), value_flow(z, y);
    value_flow(x, x) <-- assign(x, _);
    value_flow(x, x) <-- assign(_, x);
    memory_alias(x, w) <-- dereference(y, x), value_alias(y, z), dereference(z, w);
    memory_alias(x, x) <-- assign(x, _);
    memory_alias(x, x) <-- assign(_, x);
    value_alias(x, y) <-- value_flow(z, x), value_flow(z, y);
    value_alias(x, y) <-- value_flow(z, x), memory_alias(z, w), value_flow(w, y);
}

ascent! {
    struct Reach;
    relation start(i32);
    relation edge(i32, i32);
    relation reach(i32);
    reach(x) <-- start(x);
    reach(y) <-- reach(x), edge(x, y);
}

ascent! {
    struct Triangles;
    relation edge(i32, i32);
    relation triangle(i32, i32, i32);
    triangle(x, y, z) <-- edge(x, y), edge(y, z), edge(x, z);
}

macro_rules! run {
    ($program:ident, { $($input:ident = $rows:expr),* }, { $($name:literal = $relation:ident),* }) => {{
        let mut program = $program::default();
        $(program.$input = $rows;)*
        let began = Stopwatch::start();
        program.run();
        let time = began.read();
        let memory = megabytes();
        report(time, memory, &[$(output($name, program.$relation.iter().cloned())),*]);
    }};
}

fn main() {
    let given = Given::from_arguments();
    match given.program.as_str() {
        "closure" => run!(Closure, { edge = given.pairs("edge") }, { "path" = path }),
        "same-generation" => run!(SameGeneration, { parent = given.pairs("parent") }, { "same" = same }),
        "points-to" => run!(
            PointsTo,
            { new = given.pairs("new"), assign = given.pairs("assign"), load = given.triples("load"), store = given.triples("store") },
            { "points" = points, "value" = value }
        ),
        "pointer-kernel" => run!(
            PointerKernel,
            { assign = given.pairs("assign"), dereference = given.pairs("dereference") },
            { "valueFlow" = value_flow, "memoryAlias" = memory_alias, "valueAlias" = value_alias }
        ),
        "reach" => run!(Reach, { edge = given.pairs("edge"), start = given.ones("start") }, { "reach" = reach }),
        "triangles" => run!(Triangles, { edge = given.pairs("edge") }, { "triangle" = triangle }),
        other => panic!("no program {other}"),
    }
}
