# One grammar for both spellings: grammar/lexer.ts gives what they spell differently the same types.
# It parses one statement, already cut. Lists are left-recursive, for linear time; an expression is
# flat, and grammar/expression.ts groups it, because a production per level of precedence would be
# predicted at every term.

@preprocessor typescript
@lexer tokenTypes
@{%
import * as build from './build.ts';
import { by } from './by.ts';
import { chain, first } from './chain.ts';
import { tokenTypes } from './lexer.ts';
import { extend, group, operand, prefixed } from './expression.ts';
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

columnterms -> ")"                            {% by(build.noTerms) %}
             | headterms ")"                  {% by(build.someTerms) %}

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
        | %ident                              {% by(build.variable) %}
        | %wildcard                           {% by(build.wildcard) %}
        | %number                             {% by(build.number) %}
        | %float                              {% by(build.float) %}
        | %string                             {% by(build.string) %}
        | %truth                              {% by(build.boolean) %}
        | application                         {% by(build.call) %}
        | "(" term ")"                        {% by(build.parenthesized) %}
        | "@" application                     {% by(build.userCall) %}
        | %count ":" scope                    {% by(build.count) %}
        | %fold term ":" scope                {% by(build.fold) %}
        | "[" fields                          {% by(build.record) %}
        | "$"                                 {% by(build.counter) %}
        | "$" branchname                      {% by(build.branch) %}

fields -> "]"                                 {% id %}
        | terms "]"                           {% by(build.lastOf) %}

branchname -> name                            {% by(build.lastOf) %}
            | application                     {% by(build.lastOf) %}

application -> name "(" arguments             {% by(build.application) %}

arguments -> ")"                              {% by(build.noTerms) %}
           | terms ")"                        {% by(build.someTerms) %}

scope -> "{" body "}"                         {% by(build.scope) %}
       | application                          {% by(build.scopeAtom) %}
       | application time                     {% by(build.scopeAtom) %}

name -> %ident                                {% by(build.name) %}
      | %count                                {% by(build.name) %}
      | %fold                                 {% by(build.name) %}

# Directives

directive -> declaration                      {% by(build.declarations) %}
           | io names                         {% by(build.io) %}
           | io names "(" ")"                 {% by(build.io) %}
           | io names "(" parameters ")"      {% by(build.io) %}
           | ".include" %string               {% by(build.include) %}
           | ".persist" names                 {% by(build.persist) %}
           | ".spec" names                    {% by(build.spec) %}
           | ".number_type" name              {% by(build.oldSubtype) %}
           | ".symbol_type" name              {% by(build.oldSubtype) %}
           | ".type" name "<:" qualified      {% by(build.subtype) %}
           | ".type" name "=" union           {% by(build.union) %}
           | ".type" name "=" "[" "]"         {% by(build.recordType) %}
           | ".type" name "=" "[" columns "]" {% by(build.recordType) %}
           | ".type" name "=" branches        {% by(build.algebraicType) %}

declaration -> declarator names "(" ")"           {% by(build.declaration) %}
             | declarator names "(" columns ")"   {% by(build.declaration) %}
             | declaration %ident                 {% by(build.qualified) %}
             | declaration %choice keys           {% by(build.qualified) %}

declarator -> ".decl"                         {% id %}
            | ".channel"                      {% id %}

keys -> key                                   {% id %}
      | keys "," key                          {% by(build.lastOf) %}

key -> name                                   {% id %}
     | "(" names ")"                          {% by(build.lastOf) %}

columns -> column                             {% by(first) %}
         | columns "," column                 {% by(chain) %}

column -> name ":" type                       {% by(build.column) %}
        | "@" name ":" type                   {% by(build.locationColumn) %}

type -> qualified                             {% by(build.plainType) %}
      | name "<" types ">"                    {% by(build.latticeType) %}

types -> type                                 {% by(first) %}
       | types "," type                       {% by(chain) %}

qualified -> name                             {% id %}
           | qualified "." name               {% by(build.qualifiedName) %}

names -> qualified                            {% by(first) %}
       | names "," qualified                  {% by(chain) %}

io -> ".input"                                {% id %}
    | ".output"                               {% id %}
    | ".printsize"                            {% id %}
    | ".limitsize"                            {% id %}

parameters -> parameter                       {% by(first) %}
            | parameters "," parameter        {% by(chain) %}

parameter -> name "=" value                   {% by(build.parameter) %}

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
          | branches "|" branch               {% by(build.lastOf) %}

branch -> name "{" "}"                        {% by(build.lastOf) %}
        | name "{" columns "}"                {% by(build.lastOf) %}
