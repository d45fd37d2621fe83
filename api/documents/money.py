"""Amounts in documents: decimal text and ISO 4217 currency to integer minor units, exactly or not at all."""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation

MAX_MINOR_UNITS = 2**56 - 1
"""The largest amount that an order can have (model.md)."""

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"
_TWO_DECIMALS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
    "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
    "USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG "
)
EXPONENTS: dict[str, int] = {
    code: exponent
    for codes, exponent in ((_NO_DECIMALS, 0), (_TWO_DECIMALS, 2), (_THREE_DECIMALS, 3), (_FOUR_DECIMALS, 4))
    for code in codes.split()
}
"""Active ISO 4217 currencies and their decimal places; metals and test codes have none and are refused."""

_DECIMAL = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})", re.ASCII)
_EXACT = Context(prec=120)


def parse_decimal(text: str) -> Decimal | None:
    """An xsd:decimal of at most 40 digits on either side, or None. No exponent, NaN or thousands marks."""
    stripped = text.strip(" \t\r\n")
    if not _DECIMAL.fullmatch(stripped):
        return None
    try:
        return Decimal(stripped)
    except InvalidOperation:
        return None


def to_minor_units(amount: Decimal, currency: str) -> int | None:
    """`amount` in minor units of `currency`; None when it has decimals that the currency does not have."""
    scaled = _EXACT.scaleb(amount, EXPONENTS[currency])
    whole = scaled.to_integral_value()
    return int(whole) if whole == scaled else None


def money_text(minor: int, currency: str) -> str:
    """`123456` CNY as `1,234.56 CNY`, for people."""
    exponent = EXPONENTS.get(currency, 2)
    whole, part = divmod(abs(minor), 10**exponent)
    decimals = f".{part:0{exponent}}" if exponent else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{decimals} {currency}"
