# One grammar for both spellings: grammar/lexer.ts gives what they spell differently the same types.
# It parses one statement, already cut. Lists are left-recursive, for linear time; an expression is
# flat, and grammar/expression.ts groups it, because a production per level of precedence would be
# predicted at every term.

@preprocessor typescript
@lexer tokenTypes
@{%
import * as build from './build.ts';
import * as directive from './build-directive.ts';
import * as term from './build-term.ts';
import { by, unless } from './by.ts';
import { chain, first } from './chain.ts';
import { tokenTypes } from './lexer.ts';
import { endsInFold, extend, group, operand, prefixed } from './expression.ts';
%}

statement -> clause      {% id %}
           | directive   {% id %}

# Clauses

clause -> heads %end                          {% by(build.facts) %}
        | heads ":-" body %end                {% by(build.rules) %}
        | head "<=" head %end                 {% by(build.subsumption) %}
        | head "<=" head ":-" body %end       {% by(build.subsumption) %}
        | %inclusion %string %end               {% by(build.include) %}

heads -> head                                 {% by(first) %}
       | heads "," head                       {% by(chain) %}

head -> headatom                              {% id %}
      | headatom time                         {% by(build.timed) %}

headatom -> name "(" columnterms              {% by(build.headAtom) %}

columnterms -> ")"                            {% by(term.noTerms) %}
             | headterms ")"                  {% by(term.someTerms) %}

headterms -> term                             {% by(first) %}
           | headaggregate                    {% by(first) %}
           | headterms "," term               {% by(chain) %}
           | headterms "," headaggregate      {% by(chain) %}

headaggregate -> name "<" %ident ">"          {% by(build.headAggregate) %}

time -> "@" when                              {% by(build.time) %}

when -> "next"                                {% id %}
      | "async"                               {% id %}
      | %number                               {% id %}

# Bodies

body -> conjunction                           {% by(first) %}
      | body %or conjunction                  {% by(chain) %}

conjunction -> literal                        {% by(first) %}
             | conjunction "," literal        {% by(chain) %}

literal -> application                        {% by(build.atomOrTest) %}
         | application time                   {% by(build.timedAtom) %}
         | %not literal                       {% by(build.negation) %}
         | term %compare term                 {% by(build.comparison) %}
         | %truth                             {% by(build.truth) %}
         | "(" body ")"                       {% by(build.disjunction) %}

# Terms

terms -> term                                 {% by(first) %}
       | terms "," term                       {% by(chain) %}

term -> expression                            {% by(group) %}

expression -> factor                          {% by(operand) %}
            | expression %operator factor     {% by(extend) %}

factor -> "-" factor                          {% by(prefixed) %}
        | %unary factor                       {% by(prefixed) %}
        | %ident                              {% by(term.variable) %}
        | %wildcard                           {% by(term.wildcard) %}
        | %number                             {% by(term.number) %}
        | %float                              {% by(term.float) %}
        | %string                             {% by(term.string) %}
        | %truth                              {% by(term.boolean) %}
        | application                         {% by(term.call) %}
        | "(" term ")"                        {% by(term.parenthesized) %}
        | "@" application                     {% by(term.userCall) %}
        | %count ":" scope                    {% by(build.count) %}
        | %fold target ":" scope              {% by(build.fold) %}
        | "[" fields                          {% by(term.record) %}
        | "$"                                 {% by(term.counter) %}
        | "$" branchname                      {% by(term.branch) %}

# In `sum (x) + min (y) : { ... }` the scope is of `min`, the nearest that can have it.
target -> expression                          {% unless(endsInFold, group) %}

fields -> "]"                                 {% id %}
        | terms "]"                           {% by(directive.lastOf) %}

branchname -> name                            {% by(directive.lastOf) %}
            | application                     {% by(directive.lastOf) %}

application -> name "(" arguments             {% by(term.application) %}

arguments -> ")"                              {% by(term.noTerms) %}
           | terms ")"                        {% by(term.someTerms) %}

scope -> "{" body "}"                         {% by(build.scope) %}
       | application                          {% by(build.scopeAtom) %}
       | application time                     {% by(build.scopeAtom) %}

name -> %ident                                {% by(directive.name) %}
      | %count                                {% by(directive.name) %}
      | %fold                                 {% by(directive.name) %}

# Directives

directive -> declaration                      {% by(directive.declarations) %}
           | io names                         {% by(directive.io) %}
           | io names "(" ")"                 {% by(directive.io) %}
           | io names "(" parameters ")"      {% by(directive.io) %}
           | ".include" %string               {% by(build.include) %}
           | ".persist" names                 {% by(directive.persist) %}
           | ".spec" names                    {% by(directive.spec) %}
           | ".number_type" name              {% by(directive.oldSubtype) %}
           | ".symbol_type" name              {% by(directive.oldSubtype) %}
           | functor                        {% id %}
           | functor %ident                 {% by(directive.qualifiedFunctor) %}
           | ".type" name "<:" qualified      {% by(directive.subtype) %}
           | ".type" name "=" union           {% by(directive.union) %}
           | ".type" name "=" "[" "]"         {% by(directive.recordType) %}
           | ".type" name "=" "[" columns "]" {% by(directive.recordType) %}
           | ".type" name "=" branches        {% by(directive.algebraicType) %}

declaration -> declarator names "(" ")"           {% by(directive.declaration) %}
             | declarator names "(" columns ")"   {% by(directive.declaration) %}
             | declaration %ident                 {% by(directive.qualified) %}
             | declaration %choice keys           {% by(directive.qualified) %}

functor -> ".functor" name "(" ")" ":" type         {% by(directive.functor) %}
         | ".functor" name "(" params ")" ":" type  {% by(directive.functor) %}

declarator -> ".decl"                         {% id %}
            | ".channel"                      {% id %}

keys -> key                                   {% id %}
      | keys "," key                          {% by(directive.lastOf) %}

key -> name                                   {% id %}
     | "(" names ")"                          {% by(directive.lastOf) %}

columns -> column                             {% by(first) %}
         | columns "," column                 {% by(chain) %}

column -> name ":" type                       {% by(directive.column) %}
        | "@" name ":" type                   {% by(directive.locationColumn) %}

params -> param                               {% by(first) %}
        | params "," param                    {% by(chain) %}

param -> name ":" type                        {% by(directive.column) %}

type -> qualified                             {% by(directive.plainType) %}
      | name "<" types ">"                    {% by(directive.latticeType) %}

types -> type                                 {% by(first) %}
       | types "," type                       {% by(chain) %}

qualified -> name                             {% id %}
           | qualified "." name               {% by(directive.qualifiedName) %}

names -> qualified                            {% by(first) %}
       | names "," qualified                  {% by(chain) %}

io -> ".input"                                {% id %}
    | ".output"                               {% id %}
    | ".printsize"                            {% id %}
    | ".limitsize"                            {% id %}

parameters -> parameter                       {% by(first) %}
            | parameters "," parameter        {% by(chain) %}

parameter -> name "=" value                   {% by(directive.parameter) %}

value -> %string                              {% id %}
       | %number                              {% id %}
       | %float                               {% id %}
       | %truth                               {% id %}
       | %ident                               {% id %}
       | %count                               {% id %}
       | %fold                                {% id %}

union -> qualified                            {% by(first) %}
       | union "|" qualified                  {% by(chain) %}

branches -> branch                            {% id %}
          | branches "|" branch               {% by(directive.lastOf) %}

branch -> name "{" "}"                        {% by(directive.lastOf) %}
        | name "{" columns "}"                {% by(directive.lastOf) %}
