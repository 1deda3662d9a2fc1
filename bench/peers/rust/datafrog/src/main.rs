//! Batches by datafrog; the time is from rows in memory to the fixpoint.

use datafrog::{Iteration, Relation, RelationLeaper};
use peer_given::{megabytes, output, report, Given, Stopwatch};

fn closure(given: &Given) {
    let edges = given.pairs("edge");
    let began = Stopwatch::start();
    let edge: Relation<(i32, i32)> = edges.iter().cloned().collect();
    let mut iteration = Iteration::new();
    // By its second column.
    let path = iteration.variable::<(i32, i32)>("path");
    path.extend(edges.iter().map(|&(x, y)| (y, x)));
    while iteration.changed() {
        path.from_join(&path, &edge, |_y, &x, &z| (z, x));
    }
    let path = path.complete();
    let time = began.read();
    report(time, megabytes(), &[output("path", path.iter().map(|&(y, x)| (x, y)))]);
}

fn same_generation(given: &Given) {
    let parents = given.pairs("parent");
    let began = Stopwatch::start();
    let children: Relation<(i32, i32)> = parents.iter().map(|&(child, parent)| (parent, child)).collect();
    let mut iteration = Iteration::new();
    let same = iteration.variable::<(i32, i32)>("same");
    // Pairs of q and x: x has a parent of the generation of q.
    let half = iteration.variable::<(i32, i32)>("half");
    same.extend(Relation::from_join(&children, &children, |_p, &x, &y| (x, y)).iter().cloned());
    while iteration.changed() {
        half.from_join(&same, &children, |_p, &q, &x| (q, x));
        same.from_join(&half, &children, |_q, &x, &y| (x, y));
    }
    let same = same.complete();
    let time = began.read();
    report(time, megabytes(), &[output("same", same.iter().cloned())]);
}

fn points_to(given: &Given) {
    let (new, assign, load, store) = (given.pairs("new"), given.pairs("assign"), given.triples("load"), given.triples("store"));
    let began = Stopwatch::start();
    let assign: Relation<(i32, i32)> = assign.iter().map(|&(to, from)| (from, to)).collect();
    let load: Relation<(i32, (i32, i32))> = load.iter().map(|&(to, base, field)| (base, (field, to))).collect();
    let store: Relation<(i32, (i32, i32))> = store.iter().map(|&(base, field, from)| (base, (field, from))).collect();
    let mut iteration = Iteration::new();
    let points = iteration.variable::<(i32, i32)>("points");
    let loads = iteration.variable::<((i32, i32), i32)>("loads");
    let stores = iteration.variable::<(i32, (i32, i32))>("stores");
    let value = iteration.variable::<((i32, i32), i32)>("value");
    points.extend(new.iter().cloned());
    while iteration.changed() {
        points.from_join(&points, &assign, |_w, &h, &v| (v, h));
        loads.from_join(&points, &load, |_w, &g, &(f, v)| ((g, f), v));
        points.from_join(&loads, &value, |_gf, &v, &h| (v, h));
        stores.from_join(&points, &store, |_v, &g, &(f, w)| (w, (g, f)));
        value.from_join(&stores, &points, |_w, &(g, f), &h| ((g, f), h));
    }
    let (points, value) = (points.complete(), value.complete());
    let time = began.read();
    report(time, megabytes(), &[output("points", points.iter().cloned()), output("value", value.iter().map(|&((g, f), h)| (g, f, h)))]);
}

fn pointer_kernel(given: &Given) {
    let (assign, dereference) = (given.pairs("assign"), given.pairs("dereference"));
    let began = Stopwatch::start();
    let assigned: Relation<(i32, i32)> = assign.iter().map(|&(to, from)| (from, to)).collect();
    let dereference: Relation<(i32, i32)> = dereference.iter().cloned().collect();
    let mut iteration = Iteration::new();
    let flow = iteration.variable::<(i32, i32)>("valueFlow");
    let flow_by_source = iteration.variable::<(i32, i32)>("valueFlow by its second column");
    let memory = iteration.variable::<(i32, i32)>("memoryAlias");
    let alias = iteration.variable::<(i32, i32)>("valueAlias");
    // Pairs of w and x: x flows into an alias of w; and pairs of z and x: x is what an alias of z is dereferenced to.
    let flow_memory = iteration.variable::<(i32, i32)>("valueFlow, memoryAlias");
    let dereferenced = iteration.variable::<(i32, i32)>("dereference, valueAlias");
    let selves: Vec<(i32, i32)> = assign.iter().flat_map(|&(x, y)| [(x, x), (y, y)]).collect();
    flow.extend(assign.iter().cloned().chain(selves.iter().cloned()));
    memory.extend(selves.iter().cloned());
    while iteration.changed() {
        flow_by_source.from_map(&flow, |&(x, y)| (y, x));
        flow.from_join(&memory, &assigned, |_z, &y, &x| (x, y));
        flow.from_join(&flow_by_source, &flow, |_z, &x, &y| (x, y));
        dereferenced.from_join(&alias, &dereference, |_y, &z, &x| (z, x));
        memory.from_join(&dereferenced, &dereference, |_z, &x, &w| (x, w));
        alias.from_join(&flow, &flow, |_z, &x, &y| (x, y));
        flow_memory.from_join(&flow, &memory, |_z, &x, &w| (w, x));
        alias.from_join(&flow_memory, &flow, |_w, &x, &y| (x, y));
    }
    let (flow, memory, alias) = (flow.complete(), memory.complete(), alias.complete());
    let time = began.read();
    let outputs = [output("valueFlow", flow.iter().cloned()), output("memoryAlias", memory.iter().cloned()), output("valueAlias", alias.iter().cloned())];
    report(time, megabytes(), &outputs);
}

fn reach(given: &Given) {
    let (edges, start) = (given.pairs("edge"), given.ones("start"));
    let began = Stopwatch::start();
    let edge = Relation::from_vec(edges);
    let mut iteration = Iteration::new();
    let reach = iteration.variable::<(i32, ())>("reach");
    reach.extend(start.iter().map(|&(x,)| (x, ())));
    while iteration.changed() {
        reach.from_join(&reach, &edge, |_x, &(), &y| (y, ()));
    }
    let reach = reach.complete();
    let time = began.read();
    report(time, megabytes(), &[output("reach", reach.iter().map(|&(x, ())| (x,)))]);
}

/// By leapfrogs: each edge, and what both of its ends lead to.
fn triangles(given: &Given) {
    let edges = given.pairs("edge");
    let began = Stopwatch::start();
    let edge: Relation<(i32, i32)> = edges.iter().cloned().collect();
    let found = {
        let leapers = (edge.extend_with(|&(x, _y): &(i32, i32)| x), edge.extend_with(|&(_x, y): &(i32, i32)| y));
        Relation::from_leapjoin(&edge, leapers, |&(x, y), &z| (x, y, z))
    };
    let time = began.read();
    report(time, megabytes(), &[output("triangle", found.iter().cloned())]);
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
        other => panic!("no program {other}"),
    }
}
