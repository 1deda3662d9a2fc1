% Batches by SWI-Prolog with tabling: swipl -O run.pl -- PROGRAM DIRECTORY. The time is of asking for all answers.

:- initialization(main, main).
:- use_module(library(readutil)).
:- dynamic edge/2, parent/2, start/1, new/2, assign/2, load/3, store/3, dereference/2.

:- table path/2, same/2, points/2, value/3, valueFlow/2, memoryAlias/2, valueAlias/2, reach/1.

path(X, Y) :- edge(X, Y).
path(X, Z) :- path(X, Y), edge(Y, Z).

same(X, Y) :- parent(X, P), parent(Y, P).
same(X, Y) :- parent(X, P), same(P, Q), parent(Y, Q).

points(V, H) :- new(V, H).
points(V, H) :- assign(V, W), points(W, H).
points(V, H) :- load(V, W, F), points(W, G), value(G, F, H).
value(G, F, H) :- store(V, F, W), points(V, G), points(W, H).

valueFlow(X, Y) :- assign(X, Y).
valueFlow(X, Y) :- assign(X, Z), memoryAlias(Z, Y).
valueFlow(X, Y) :- valueFlow(X, Z), valueFlow(Z, Y).
valueFlow(X, X) :- assign(X, _).
valueFlow(X, X) :- assign(_, X).
memoryAlias(X, W) :- dereference(Y, X), valueAlias(Y, Z), dereference(Z, W).
memoryAlias(X, X) :- assign(X, _).
memoryAlias(X, X) :- assign(_, X).
valueAlias(X, Y) :- valueFlow(Z, X), valueFlow(Z, Y).
valueAlias(X, Y) :- valueFlow(Z, X), memoryAlias(Z, W), valueFlow(W, Y).

reach(X) :- start(X).
reach(Y) :- reach(X), edge(X, Y).

triangle(X, Y, Z) :- edge(X, Y), edge(Y, Z), edge(X, Z).

outputs(closure, [path/2]).
outputs('same-generation', [same/2]).
outputs('points-to', [points/2, value/3]).
outputs('pointer-kernel', [valueFlow/2, memoryAlias/2, valueAlias/2]).
outputs(reach, [reach/1]).
outputs(triangles, [triangle/3]).

main([Program, Directory]) :-
    set_prolog_flag(table_space, 8_000_000_000),
    set_prolog_flag(stack_limit, 8_000_000_000),
    directory_files(Directory, Files),
    forall((member(File, Files), file_name_extension(Name, facts, File)), load_facts(Directory, File, Name)),
    outputs(Program, Outputs),
    get_time(Began),
    statistics(cputime, Ran),
    maplist(counted, Outputs, Counts),
    get_time(Ended),
    statistics(cputime, RanAtLast),
    Elapsed is (Ended - Began) * 1000,
    Milliseconds is (RanAtLast - Ran) * 1000,
    megabytes(Megabytes),
    atomic_list_concat(Counts, ',', All),
    format('{"milliseconds":~w,"elapsed":~w,"megabytes":~w,"outputs":{~w}}~n', [Milliseconds, Elapsed, Megabytes, All]).

counted(Name/Arity, Text) :-
    functor(Goal, Name, Arity),
    aggregate_all(count, Goal, Rows),
    format(atom(Text), '"~w":{"rows":~w,"checksum":null}', [Name, Rows]).

load_facts(Directory, File, Name) :-
    directory_file_path(Directory, File, Path),
    setup_call_cleanup(open(Path, read, Stream), load_lines(Stream, Name), close(Stream)).

load_lines(Stream, Name) :-
    read_line_to_string(Stream, Line),
    (   Line == end_of_file
    ->  true
    ;   split_string(Line, "\t", "", Cells),
        maplist(cell_number, Cells, Row),
        Fact =.. [Name|Row],
        assertz(Fact),
        load_lines(Stream, Name)
    ).

cell_number(Cell, Number) :- number_string(Number, Cell).

megabytes(Megabytes) :-
    read_file_to_string('/proc/self/status', Text, []),
    split_string(Text, "\n", "", Lines),
    member(Line, Lines),
    split_string(Line, ":", " \tkB", ["VmHWM", Kilobytes]),
    number_string(Number, Kilobytes),
    Megabytes is Number / 1024,
    !.
