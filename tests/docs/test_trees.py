"""The given/when/it trees are trees, and say what the contracts say: functions, errors, events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from chain.abi import load_artifacts
from tests.docs.solidity import reach

SPECS: Final = Path(__file__).resolve().parents[2] / "docs" / "specs"
FILES: Final = sorted(SPECS.glob("*.tree"))
CONTRACTS: Final = tuple(file.stem for file in FILES)
LINE: Final = re.compile(r"^((?:│   |    )*)(├── |└── )(\S.*)$")

CANNOT: Final = (
    (
        "Cash_ReceiverNotAdmitted",
        "who is paid was admitted once, and nobody is ever removed; sisters pay sisters",
    ),
    ("Facilities_TooManyDefaults", "money that comes in lifts a default and makes none"),
    ("Facilities_MandateMissing", "an underwriter who signs has a mandate: both are revoked together"),
    ("Loans_NotPledged", "custody and default are of pledged orders only"),
    ("Loans_OverAdvanced", "asked for only where the supplier takes something out"),
    ("Loans_PastDue", "asked for only where the supplier takes something out"),
    ("Loans_InDefault", "asked for only where the supplier takes something out"),
    ("Loans_CustodyOverdue", "a newly pledged order has nothing in custody"),
    ("Loans_CustodyFull", "asked for only where a receivable comes in"),
    ("Market_ZeroUnits", "Collateral has refused zero units by its own error"),
    ("Orders_AlreadyPledged", "asked for only where an order is to be pledged"),
    ("Orders_NotBuyer", "a withdrawal is asked of the supplier"),
    ("Orders_NotSupplier", "a rejection is asked of the buyer"),
    ("Orders_StateForbids", "a pledged order is ACCEPTED and stays so"),
    ("Orders_Unknown", "a receivable or an account has an order"),
    ("Receivables_InsufficientUnits", "the supplier was seen to have them all"),
    ("Receivables_MaturityNotWholeDay", "refused when it was proposed"),
    ("Receivables_ObligorPays", "the receiver is Collateral"),
    ("Receivables_ReceiverIsSystem", "a party that stands is no contract of the deployment"),
    ("Receivables_ReceiverNotConsenting", "who signed a quote, or is Collateral, is not asked again"),
    ("Receivables_Unknown", "the caller has seen that it is CONFIRMED, or of this order"),
    ("Receivables_ZeroAmount", "the caller has refused zero units by its own error"),
    ("Participants_NotAdmitted", "the receiver is Collateral"),
    ("Participants_RoleMissing", "the receiver is Collateral"),
    ("Participants_Suspended", "the receiver is Collateral"),
    ("Participants_Lapsed", "the receiver is Collateral"),
)
"""Errors that lie on the way of some function and cannot be raised there, with the reason."""

CANNOT_IN: Final = {
    "Collateral.releaseUnits": """
        Loans_CustodyFull Loans_NotPledged Receivables_Unknown Receivables_ZeroAmount
    """,
    "Collateral.depositUnits": """
        Loans_InDefault Loans_NotPledged Loans_OverAdvanced Loans_PastDue Participants_Lapsed
        Participants_NotAdmitted Participants_RoleMissing Participants_Suspended Receivables_ObligorPays
        Receivables_ReceiverIsSystem Receivables_ReceiverNotConsenting Receivables_Unknown
        Receivables_ZeroAmount
    """,
    "Collateral.sellPledged": """
        Cash_ReceiverNotAdmitted Facilities_MandateMissing Facilities_TooManyDefaults Loans_NotPledged
        Market_ZeroUnits Receivables_ReceiverIsSystem Receivables_ReceiverNotConsenting Receivables_Unknown
        Receivables_ZeroAmount
    """,
    "Collateral.enforceSale": """
        Cash_ReceiverNotAdmitted Facilities_MandateMissing Facilities_TooManyDefaults Loans_InDefault
        Loans_NotPledged Loans_OverAdvanced Loans_PastDue Market_ZeroUnits Receivables_ReceiverIsSystem
        Receivables_ReceiverNotConsenting Receivables_Unknown Receivables_ZeroAmount
    """,
    "GuaranteePool.deposit": """
        Cash_ReceiverNotAdmitted
    """,
    "GuaranteePool.withdraw": """
        Cash_ReceiverNotAdmitted
    """,
    "GuaranteePool.claim": """
        Cash_ReceiverNotAdmitted Loans_NotPledged
    """,
    "Loans.release": """
        Orders_AlreadyPledged Orders_StateForbids Orders_Unknown
    """,
    "Loans.openAndDraw": """
        Loans_CustodyOverdue
    """,
    "Loans.collect": """
        Facilities_TooManyDefaults
    """,
    "Loans.repay": """
        Cash_ReceiverNotAdmitted Facilities_TooManyDefaults
    """,
    "Market.sell": """
        Cash_ReceiverNotAdmitted Facilities_MandateMissing Receivables_ReceiverIsSystem
        Receivables_ReceiverNotConsenting
        Receivables_Unknown Receivables_ZeroAmount
    """,
    "Market.takePledged": """
        Cash_ReceiverNotAdmitted Facilities_MandateMissing Receivables_ReceiverIsSystem
        Receivables_ReceiverNotConsenting
        Receivables_Unknown Receivables_ZeroAmount
    """,
    "Receivables.withdraw": """
        Orders_NotBuyer Orders_Unknown
    """,
    "Receivables.reject": """
        Orders_NotSupplier Orders_Unknown
    """,
    "Receivables.confirm": """
        Orders_Unknown Receivables_MaturityNotWholeDay
    """,
    "Receivables.pay": """
        Cash_ReceiverNotAdmitted Facilities_TooManyDefaults Loans_InDefault Loans_NotPledged
        Loans_OverAdvanced Loans_PastDue
    """,
    "Receivables.payAndRedeem": """
        Cash_ReceiverNotAdmitted Facilities_TooManyDefaults Loans_InDefault Loans_NotPledged
        Loans_OverAdvanced Loans_PastDue
    """,
    "Receivables.redeem": """
        Cash_ReceiverNotAdmitted
    """,
    "Receivables.voidReceivable": """
        Orders_Unknown Receivables_InsufficientUnits
    """,
}

SILENT_IN: Final = {
    "Collateral.depositUnits": "Extinguished OverdueCleared OverdueSet",
    "Loans.pledge": "SweepSet",
    "Loans.openAndDraw": "SweepSet",
}
"""Events on the way that cannot come: nothing ends on the way into custody; a new account has no trouble."""


@dataclass
class Node:
    """One line of a tree with what hangs below it."""

    text: str
    children: list[Node] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        for child in self.children:
            yield child.text
            yield from child.lines()

    def errors(self) -> dict[str, None]:
        """In the order of their first lines."""
        return self._listed("it reverts with ")

    def events(self) -> dict[str, None]:
        return self._listed("it emits ")

    def _listed(self, verb: str) -> dict[str, None]:
        lines = [line.removeprefix(verb) for line in self.lines() if line.startswith(verb)]
        return dict.fromkeys(name for line in lines for name in re.split(r", | or | and ", line))


def parsed(text: str) -> list[Node]:
    """Trees of a file, separated by blank lines; refuses what is not drawn as a tree."""
    roots: list[Node] = []
    for block in text.strip().split("\n\n"):
        first, *rest = block.splitlines()
        path = [Node(first)]
        closed: list[bool] = []
        for line in rest:
            match = LINE.match(line)
            assert match, line
            prefix, branch, content = match.groups()
            depth = len(prefix) // 4
            assert depth < len(path), f"a child without a parent: {line}"
            bars = [prefix[4 * level] == "│" for level in range(depth)]
            assert bars == [not done for done in closed[:depth]], f"a bar too many or too few: {line}"
            assert len(closed) <= depth or not closed[depth], f"a branch after the last: {line}"
            assert all(closed[depth + 1 :]), f"a branch left open before: {line}"
            node = Node(content)
            path[depth].children.append(node)
            path[depth + 1 :] = [node]
            closed[depth:] = [branch == "└── "]
        assert all(closed), f"a branch left open at the end of {first}"
        roots.append(path[0])
    return roots


def trees() -> dict[str, Node]:
    return {root.text: root for file in FILES for root in parsed(file.read_text(encoding="utf-8"))}


def named(kind: str) -> set[str]:
    artifacts = load_artifacts().values()
    return {entry["name"] for each in artifacts for entry in each.abi if entry["type"] == kind}


@pytest.mark.parametrize(
    "drawn",
    [
        "A.f\n├── it ends\n",
        "A.f\n└── it ends\n└── it ends again\n",
        "A.f\n└── given x\n        └── it is too deep\n",
        "A.f\n├── given x\n    └── it lacks its bar\n└── it ends\n",
        "A.f\n└── given x\n│   └── it has a bar too many\n",
        "A.f\n- it is no branch\n",
    ],
)
def test_what_is_not_drawn_as_a_tree_is_refused(drawn: str) -> None:
    with pytest.raises(AssertionError):
        parsed(drawn)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_drawn_as_trees_of_given_when_and_it(file: Path) -> None:
    def check(node: Node) -> None:
        for child in node.children:
            if child.text.startswith("it "):
                assert not child.children, child.text
            else:
                assert child.text == "otherwise" or child.text.startswith(("given ", "when ")), child.text
                assert child.children, f"leads to nothing: {child.text}"
            check(child)
        texts = [child.text for child in node.children]
        assert "otherwise" not in texts[:-1], f"nothing comes after otherwise: {node.text}"

    for root in parsed(file.read_text(encoding="utf-8")):
        assert root.text.startswith(f"{file.stem}."), root.text
        check(root)


def test_every_function_that_changes_state_has_exactly_one_tree() -> None:
    artifacts = load_artifacts()
    functions = sorted(
        f"{name}.{entry['name']}"
        for name in artifacts
        if artifacts[name].bytecode not in ("", "0x")
        for entry in artifacts[name].abi
        if entry["type"] == "function" and entry["stateMutability"] in ("nonpayable", "payable")
    )
    drawn = sorted(root.text for file in FILES for root in parsed(file.read_text(encoding="utf-8")))
    assert drawn == functions


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_error_and_event_of_a_tree_is_in_an_interface(contract: str) -> None:
    errors, events = named("error"), named("event")
    for name, tree in trees().items():
        if name.startswith(f"{contract}."):
            assert tree.errors().keys() <= errors, name
            assert tree.events().keys() <= events, name


def test_every_declared_error_and_event_has_its_place_in_a_tree() -> None:
    declared = {
        (kind, entry["name"])
        for name, artifact in load_artifacts().items()
        if name.startswith("I") or name in CONTRACTS
        for entry in artifact.abi
        if (kind := entry["type"]) in ("error", "event")
        and (kind == "event" or entry["name"].split("_")[0] in (*CONTRACTS, "SelfPermit"))
    }
    told = {("error", name) for tree in trees().values() for name in tree.errors()}
    told |= {("event", name) for tree in trees().values() for name in tree.events()}
    assert len(declared) > 200
    assert sorted(declared - told) == [("event", "EIP712DomainChanged")], "OpenZeppelin's; nothing emits it"


@pytest.mark.parametrize("name", sorted(name for name in trees() if not name.startswith("Authority.")))
def test_a_tree_names_what_its_function_can_reach_in_the_order_of_the_code(name: str) -> None:
    contract, function = name.split(".")
    tree, found = trees()[name], reach(contract, function)
    cannot = set(CANNOT_IN.get(name, "").split())
    # A sister is called by its sister: only the function's own refusal of strangers can be met.
    strangers = {error for error in found.errors if re.fullmatch(rf"(?!{contract}_)\w+_OnlySister", error)}
    ours = [error for error in tree.errors() if "_" in error]
    assert ours == [error for error in found.errors if error not in cannot | strangers]
    assert cannot <= set(found.errors) - set(ours), "an exception that is not needed"


@pytest.mark.parametrize("name", sorted(name for name in trees() if not name.startswith("Authority.")))
def test_a_tree_names_the_events_that_its_function_can_reach(name: str) -> None:
    contract, function = name.split(".")
    silent = set(SILENT_IN.get(name, "").split()) | {"Transfer", "Approval", "AuthorityUpdated"}
    assert set(trees()[name].events()) - silent == set(reach(contract, function).events) - silent


def test_every_exception_has_its_reason() -> None:
    reasons = dict(CANNOT)
    assert {error for errors in CANNOT_IN.values() for error in errors.split()} == set(reasons)
    assert all(reasons.values())
