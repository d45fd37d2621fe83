"""Mutation operators: from a syntax tree to every small change of one file.

What is not changed: declarations and constants outside functions, arguments of errors, the steps of for loops
(each change of them is an endless loop), what stands left of an assignment. Nor what is the same by
construction: the bound of a smaller-of-two or of a difference that stops at zero, the order of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from tests.mutation.syntax import Node, is_constant, kind, span, type_of

SWAPS: Final = {
    **dict([["<", "<="], ["<=", "<"], [">", ">="], [">=", ">"], ["==", "!="], ["!=", "=="]]),
    **dict([["+", "-"], ["-", "+"], ["*", "/"], ["/", "*"], ["%", "*"]]),
    **dict([["&", "|"], ["|", "&"], ["^", "&"], ["<<", ">>"], [">>", "<<"]]),
    **dict([["&&", "||"], ["||", "&&"]]),
}
NAMES: Final = {
    **dict.fromkeys(("<", "<=", ">", ">="), "boundary"),
    **dict.fromkeys(("==", "!="), "equality"),
    **dict.fromkeys(("+", "-", "*", "/", "%"), "arithmetic"),
    **dict.fromkeys(("&", "|", "^", "<<", ">>"), "bits"),
    **dict.fromkeys(("&&", "||"), "logic"),
}
ASSIGNMENTS: Final = {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|="}
ASSIGNMENTS_BITS: Final = {"^=": "|=", "<<=": ">>=", ">>=": "<<="}
SYMMETRIC: Final = ("_min", "_max", "Math.min", "Math.max")
INTEGER: Final = re.compile(r"u?int\d+$")
SIGNED: Final = re.compile(r"int\d+$")
BYTES: Final = re.compile(r"bytes\d+$")
ARRAY_OF: Final = re.compile(r"\[(\d+)\]")


class Change(NamedTuple):
    """Bytes [start, end) of the file become `text`; a statement includes its semicolon."""

    start: int
    end: int
    statement: bool
    operator: str
    text: str
    function: str


class Walk:
    """One walk over one file's tree; `changes` is what it found, in the order of the text."""

    def __init__(self, source: bytes, tree: Node) -> None:
        self.source = source
        self.changes: list[Change] = []
        self._function = ""
        self._same_at_bound: set[int] = set()
        for contract in tree["nodes"]:
            if kind(contract) == "FunctionDefinition":
                self._definition(contract)
            for member in contract.get("nodes", []) if kind(contract) == "ContractDefinition" else []:
                if kind(member) in ("FunctionDefinition", "ModifierDefinition"):
                    self._definition(member)
        self.changes.sort(key=lambda change: (change.start, change.end))

    def text(self, node: Node) -> str:
        """The source of a node."""
        start, end = span(node)
        return self.source[start:end].decode()

    def _add(self, node: Node, operator: str, text: str, *, statement: bool = False) -> None:
        start, end = span(node)
        if statement:
            # The compiler counts the semicolon of a return of nothing, and of no other statement.
            end = end if self.source[end - 1 : end] == b";" else self.source.index(b";", end) + 1
            text = f"{text};" if text else ""
        self.changes.append(Change(start, end, statement, operator, text, self._function))

    def _definition(self, node: Node) -> None:
        if node.get("body") is None:
            return
        self._function = node.get("name") or node.get("kind", "")
        for modifier in node.get("modifiers", []):
            for argument in modifier.get("arguments") or []:
                if type_of(argument) == "address":  # who alone may call: anybody may
                    self._add(argument, "modifier removed", "msg.sender")
        self._statement(node["body"])

    # ---------------------------------------------------------------- statements

    def _statement(self, node: Node) -> None:
        """A revert alone is not changed: its condition is."""
        match kind(node):
            case "Block" | "UncheckedBlock":
                for each in node["statements"]:
                    self._statement(each)
            case "IfStatement":
                self._if(node)
            case "ForStatement" | "WhileStatement":
                self._loop(node)
            case "TryStatement":
                for clause in node["clauses"]:
                    self._statement(clause["block"])
            case _:
                self._simple(node)

    def _simple(self, node: Node) -> None:
        match kind(node):
            case "ExpressionStatement":
                self._expression_statement(node)
            case "EmitStatement":
                self._add(node, "emit deleted", "", statement=True)
                for text in self._swapped(node["eventCall"]):
                    self._add(node, "arguments swapped", f"emit {text}", statement=True)
                for argument in node["eventCall"]["arguments"]:
                    self._expression(argument)
            case "Return":
                self._return(node)
            case "VariableDeclarationStatement":
                if node.get("initialValue"):
                    self._expression(node["initialValue"])
            case "Break" | "Continue":
                self._add(node, "statement deleted", "", statement=True)
            case _:
                pass

    def _if(self, node: Node) -> None:
        body, otherwise = node["trueBody"], node.get("falseBody")
        self._note_capped(node)
        guard = otherwise is None and self._only_reverts(body)
        self._add(node["condition"], "guard removed" if guard else "condition false", "false")
        self._add(node["condition"], "condition true", "true")
        self._expression(node["condition"])
        self._statement(body)
        if otherwise is not None:
            self._statement(otherwise)

    def _only_reverts(self, body: Node) -> bool:
        statements = body["statements"] if kind(body) == "Block" else [body]
        return len(statements) == 1 and kind(statements[0]) == "RevertStatement"

    def _loop(self, node: Node) -> None:
        begin = node.get("initializationExpression")
        if begin is not None and begin.get("initialValue"):
            self._expression(begin["initialValue"])
        if node.get("condition"):
            self._add(node["condition"], "condition false", "false")
            self._expression(node["condition"])
        self._statement(node["body"])

    def _expression_statement(self, node: Node) -> None:
        inner = node["expression"]
        if kind(inner) == "Assignment":
            left, right = self.text(inner["leftHandSide"]), self.text(inner["rightHandSide"])
            if not type_of(inner["leftHandSide"]).endswith("storage pointer"):  # without one: no compilation
                self._add(node, "assignment deleted", "", statement=True)
            other = {**ASSIGNMENTS, **ASSIGNMENTS_BITS}.get(inner["operator"])
            if other:
                self._add(node, "assignment operator", f"{left} {other} {right}", statement=True)
            for text in self._swapped(inner["rightHandSide"]):
                if type_of(inner["rightHandSide"]).startswith("tuple"):
                    self._add(node, "arguments swapped", f"{left} = {text}", statement=True)
            self._left(inner["leftHandSide"])
            self._expression(inner["rightHandSide"])
        elif kind(inner) == "FunctionCall":
            self._add(node, "call deleted", "", statement=True)
            if type_of(inner).startswith("tuple"):
                for text in self._swapped(inner):
                    self._add(node, "arguments swapped", text, statement=True)
            self._expression(inner)
        elif kind(inner) == "UnaryOperation":
            self._add(node, "statement deleted", "", statement=True)
            step = {"++": "--", "--": "++"}.get(inner["operator"])
            if step:
                self._add(node, "arithmetic", f"{step}{self.text(inner['subExpression'])}", statement=True)
            self._left(inner["subExpression"])

    def _return(self, node: Node) -> None:
        value = node.get("expression")
        if value is None:
            self._add(node, "statement deleted", "", statement=True)
            return
        many = kind(value) == "TupleExpression" and not value["isInlineArray"]
        for part in value["components"] if many else [value]:
            nothing = self._nothing(part)
            if nothing:
                self._add(part, "return replaced", nothing)
        self._expression(value)

    def _nothing(self, node: Node) -> str:
        """Another value of the same type."""
        name = type_of(node)
        if name == "bool" and kind(node) not in ("Literal", "UnaryOperation"):
            return f"!({self.text(node)})"
        if INTEGER.match(name):
            return f"{name}(0)"
        if name == "address":
            return "address(0)"
        if BYTES.match(name):
            return f"{name}(0)"
        identifier = (node.get("typeDescriptions") or {}).get("typeIdentifier", "")
        if identifier.startswith("t_userDefinedValueType") and not self.text(node).endswith(".wrap(0)"):
            return f"{name}.wrap(0)"
        return ""

    # ---------------------------------------------------------------- expressions

    def _note_smaller(self, node: Node) -> None:
        """`a < b ? a : b`, `a > b ? a - b : 0`: at the bound both answers are one."""
        condition, yes, no = node["condition"], node["trueExpression"], node["falseExpression"]
        if kind(condition) != "BinaryOperation":
            return
        a, b = self.text(condition["leftExpression"]), self.text(condition["rightExpression"])
        answers = {self.text(yes), self.text(no)}
        if answers in ({a, b}, {f"{a} - {b}", "0"}, {f"{b} - {a}", "0"}):
            self._same_at_bound.add(id(condition))

    def _note_capped(self, node: Node) -> None:
        """`if (a > b) a = b;`: the same at the bound."""
        condition, body = node["condition"], node["trueBody"]
        if kind(condition) != "BinaryOperation" or kind(body) != "ExpressionStatement":
            return
        a, b = self.text(condition["leftExpression"]), self.text(condition["rightExpression"])
        if self.text(body) in (f"{a} = {b}", f"{b} = {a}"):
            self._same_at_bound.add(id(condition))

    def _left(self, node: Node) -> None:
        """What is written to stays; what chooses the place is an expression."""
        match kind(node):
            case "IndexAccess":
                self._left(node["baseExpression"])
                self._index(node)
            case "MemberAccess":
                self._left(node["expression"])
            case "TupleExpression":
                for each in node["components"]:
                    if each is not None:
                        self._left(each)
            case _:
                pass

    def _expression(self, node: Node) -> None:
        if is_constant(node):
            self._number(node)
            return
        match kind(node):
            case "Literal":
                if node["kind"] == "bool":
                    self._add(node, "constant", "false" if node["value"] == "true" else "true")
            case "BinaryOperation":
                self._binary(node)
            case "UnaryOperation":
                if node["operator"] == "!":
                    self._add(node, "negation removed", self.text(node["subExpression"]))
                self._expression(node["subExpression"])
            case "Conditional":
                self._note_smaller(node)
                self._add(node["condition"], "condition true", "true")
                self._add(node["condition"], "condition false", "false")
                for part in ("condition", "trueExpression", "falseExpression"):
                    self._expression(node[part])
            case "FunctionCall":
                self._call(node)
            case _:
                self._inside(node)

    def _inside(self, node: Node) -> None:
        """What only holds other expressions."""
        match kind(node):
            case "TupleExpression":
                for each in node["components"]:
                    if each is not None:
                        self._expression(each)
            case "MemberAccess":
                self._expression(node["expression"])
            case "IndexAccess":
                self._expression(node["baseExpression"])
                self._index(node)
            case _:
                pass

    def _index(self, node: Node) -> None:
        index = node.get("indexExpression")
        if index is None:
            return
        size = ARRAY_OF.search(type_of(node["baseExpression"]))
        if is_constant(index) and size:
            found, places = int(self.text(index)), int(size[1])
            self._add(index, "constant", str((found + 1) % places))
        else:
            self._expression(index)

    def _number(self, node: Node) -> None:
        for text in self._neighbours(node):
            self._add(node, "constant", text)

    def _neighbours(self, node: Node) -> Iterator[str]:
        """One more and one less."""
        words = type_of(node).split()
        if len(words) != 2 or not words[1].isdigit():
            return
        value, plain = int(words[1]), kind(node) == "Literal" and not node.get("subdenomination")
        yield str(value + 1) if plain else f"(({self.text(node)}) + 1)"
        if value > 0:
            yield str(value - 1) if plain else f"(({self.text(node)}) - 1)"

    def _binary(self, node: Node) -> None:
        left, right, operator = node["leftExpression"], node["rightExpression"], node["operator"]
        a, b = self.text(left), self.text(right)
        other = SWAPS.get(operator)
        if other and not (NAMES[operator] == "boundary" and id(node) in self._same_at_bound):
            self._add(node, NAMES[operator], f"{a} {other} {b}")
        if operator == "/":
            self._add(node, "rounding", self._rounded(left, right))
        for side in (left, right) if operator in ("&&", "||") else ():
            if side.get("operator") not in ("&&", "||"):
                self._add(side, "condition part", "true" if operator == "&&" else "false")
        shifted = operator in ("<<", ">>", "**") and is_constant(left)
        if not shifted:  # a number that is shifted is as wide as can be; a choice of two would not be
            self._operand(left, right, node)
        self._operand(right, left, node)

    def _operand(self, side: Node, other: Node, whole: Node) -> None:
        """A number beside a signed one is changed with the whole: alone it would be of no signed type."""
        if not (is_constant(side) and SIGNED.match(type_of(other))):
            self._expression(side)
            return
        first, last = span(whole)
        for value in self._neighbours(side):
            begin, end = span(side)
            text = self.source[first:begin] + value.encode() + self.source[end:last]
            self._add(whole, "constant", text.decode())

    def _rounded(self, left: Node, right: Node) -> str:
        """The quotient rounded the other way."""
        inner = left["components"][0] if kind(left) == "TupleExpression" else left
        divisor = self.text(right)
        if kind(inner) == "BinaryOperation" and inner["operator"] == "-":
            whole = inner["leftExpression"]
            if kind(whole) == "BinaryOperation" and self.text(whole["rightExpression"]) == divisor:
                return f"({self.text(whole['leftExpression'])}) / {divisor}"
        return f"(({self.text(left)}) + ({divisor}) - 1) / ({divisor})"

    def _call(self, node: Node) -> None:
        if node["kind"] == "typeConversion":
            to = type_of(node)
            for argument in node["arguments"]:
                if not is_constant(argument) or INTEGER.match(to):
                    self._expression(argument)
            return
        if not type_of(node).startswith("tuple"):
            for text in self._swapped(node):
                self._add(node, "arguments swapped", text)
        called = node["expression"]
        if kind(called) == "MemberAccess":
            self._expression(called["expression"])
            if called["memberName"] == "wrap":
                return
        for argument in node["arguments"]:
            self._expression(argument)

    def _swapped(self, node: Node) -> Iterator[str]:
        """The call with two neighbours of one type changed about."""
        if kind(node) != "FunctionCall" or node["kind"] == "typeConversion" or node.get("names"):
            return
        arguments = node["arguments"]
        if self.text(node["expression"]) in SYMMETRIC:
            return
        for one, other in pairwise(arguments):
            if type_of(one) == type_of(other) and self.text(one) != self.text(other):
                (start, _), (first, first_end) = span(node), span(one)
                (second, second_end), (_, end) = span(other), span(node)
                pieces = (
                    self.source[start:first],
                    self.source[second:second_end],
                    self.source[first_end:second],
                    self.source[first:first_end],
                    self.source[second_end:end],
                )
                yield b"".join(pieces).decode()
