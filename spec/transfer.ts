/** The sender `a` keeps what it has read. */
export const taking = `.decl here(@at: Sender)
here("a").
.decl taken(@at: Sender, x: number)
.persist taken
.output taken
taken(n, x) :- here(n), line(x).
`;

/** The receiver `b` counts what it takes of `item`, so that what is taken twice is seen twice. */
export const counting = `.decl clock(@at: Receiver, t: number)
clock("b", 0)@1.
clock(r, t + 1)@next :- clock(r, t), item(r, _).
clock(r, t)@next :- clock(r, t), !item(r, _).
.decl got(@at: Receiver, x: number, t: number)
.persist got
.output got
got(r, x, t) :- item(r, x), clock(r, t).
`;
