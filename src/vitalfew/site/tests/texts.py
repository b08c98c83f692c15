"""Texts that people should not send, and do."""

NASTY: dict[str, str] = {
    "nul": "a\x00b", "bell": "a\x07b", "escape": "\x1b[31mred", "backspace": "a\x08b", "delete": "a\x7fb",
    "tab": "a\tb", "newline": "a\nb", "return": "a\rb", "crlf": "a\r\nb", "vertical tab": "a\x0bb",
    "form feed": "a\x0cb", "next line": "a\x85b", "line separator": "a\u2028b", "paragraph separator": "a\u2029b",
    "unit separator": "a\x1fb", "byte-order mark": "\ufeffa", "reversed mark": "\ufffea", "replacement": "a\ufffdb",
    "right to left": "\u202eabc\u202c", "isolate": "\u2066abc\u2069", "zero width": "a\u200bb", "joiner": "a\u200db",
    "soft hyphen": "a\xadb", "no-break": "a\xa0b", "ideographic space": "\u3000a\u3000",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "flag": "\U0001f1e8\U0001f1f3",
    "skin": "\U0001f44d\U0001f3fd", "combining": "e\u0301" * 20, "zalgo": "Z" + "\u0351\u036f\u0489" * 30,
    "extension B": "\U00020000\U0002a6d6", "private": "\ue000\U000f0000", "non-character": "\uffff\U0010ffff",
    "hangul": "한국어", "arabic": "العميل", "full width": "１２３４", "arabic digits": "٣٤٥", "roman": "Ⅻ",
    "infinite": "inf", "not a number": "NaN", "huge": "1e309", "minus zero": "-0", "exponent": "1E5",
    "very long number": "9" * 400, "beyond 64 bits": "9223372036854775808", "hexadecimal": "0x1F", "octal": "007",
    "decimal comma": "1,5", "underscore": "1_000", "fraction": "½", "long": "x" * 10_000, "megabyte": "y" * 1_000_000,
    "wide": "宽" * 300, "empty": "", "spaces": "    ", "null word": "null", "None": "None", "true": "true",
    "path": "../../../../etc/passwd", "quotes": "\"'`´’", "percent": "%s%d%n%%", "braces": "{0}{x!r}{{}}",
}  # fmt: skip
# Not text at all: what a browser never sends.
NO_TEXT: dict[str, bytes] = {
    "surrogate": b"%ED%A0%80", "half a character": b"%E9%BE", "overlong": b"%C0%AF", "latin": b"%FF%FE",
    "percent alone": b"%", "no hexadecimal": b"%zz",
}  # fmt: skip

SQL = [
    "'", "''", '"', ";", "--", "/*", "\\", "1'", "1\"", "1;", "' OR '1'='1", "' OR 1=1--", "1 OR 1=1", "') OR ('1'='1",
    "'; DROP TABLE customers_customer;--", "1; DELETE FROM customers_customer", "1 UNION SELECT NULL--",
    "' UNION SELECT password FROM identity_member--", "1)) UNION SELECT 1,2,3--", "' AND pg_sleep(5)--",
    "1; SELECT pg_sleep(5)--", "'||pg_sleep(5)||'", "(SELECT pg_sleep(5))", "1 AND (SELECT 1 FROM pg_sleep(5))",
    "name; SELECT 1", "name DESC, (SELECT 1)", "name,password", "-name--", "score NULLS FIRST", "pk", "-pk", "?",
    "owner__password", "owner.password", "name__startswith", "__class__", "%27%20OR%201=1", "$$", "$1", "\\x27",
    "E'\\\\'", "CHR(39)", "x' AND 1=cast(version() as int)--", "*", "customers_customer.name",
]  # fmt: skip

TEMPLATES = [
    "{{31337*3}}", "{{ 31337*3 }}", "${31337*3}", "#{31337*3}", "<%= 31337*3 %>", "{% now 'Y' %}", "{% debug %}",
    "{% load i18n %}", "{% include 'web/base.html' %}", "{{ request }}", "{{ settings.SECRET_KEY }}", "{{ user.password }}",
    "{{ ''.__class__.__mro__ }}", "{{ config.items() }}", "{# gone #}", "{% comment %}gone{% endcomment %}",
    "{% verbatim %}", "{% block content %}", "%(name)s", "%(SECRET_KEY)s", "%s%s%s%s", "%d %x %n", "{0}", "{name}",
    "{0.__class__.__init__.__globals__}", "{customer.__class__}", "$name ${name}", "@{31337*3}", "*{31337*3}",
    "[[${31337*3}]]", "{{=31337*3}}", "{{constructor.constructor('alert(1)')()}}",
]  # fmt: skip

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "\t=1+1",
    "\r=1+1", "\n=1+1", " =1+1", "  @SUM(A1)", "\xa0=1+1", "\u3000=1+1", "\ufeff=1+1", "\u200b=1+1", "＝1+1", "＋1+1",
    "－1+1", "＠SUM(A1)", "'=1+1", "''=1+1", '"=1+1"', "=1+1\n=2+2", "a\n=1+1", ";=1+1", ",=1+1", "|=1+1", "%0A=1+1",
    "=IMPORTXML(\"http://evil.example\")", "\x0b=1+1", "\x0c=1+1", "-2+3+cmd|' /C calc'!A0", "+86 512 8888",
]  # fmt: skip
