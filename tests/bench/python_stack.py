"""What a Python notebook of this kind costs: pandas, scikit-learn, XlsxWriter
and Matplotlib do the same work on the same export, with the same processors.

    python_stack.py DEALS.csv HISTORY.csv AS_OF OUT

Meant to be fair: all of it is vectorised, nothing is done twice, and where our
program does more (exact SHAP for each deal, what-ifs, similar deals, cohorts,
tests of reps, the messages' many forms, reading back what was written) the
notebook simply does less. What both do: features as of past days from the stage
history; a forest (100 trees of 6,000 rows, leaves of 30, ten deep, as ours) and a logistic
regression on splines and one-hot categories, each trained for today and for
four past quarters; their stack and its calibration; two forests for the days to
a win and to a loss, for today and for eight past quarters; importance by
permutation; rules; a workbook of all open deals with formats, filters and
charts, a brief of six pages with charts, two images, a page and a JSON for each
deal, the list, the table as CSV.
"""
import html
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from matplotlib.backends.backend_pdf import PdfPages  # noqa: E402
from sklearn.compose import ColumnTransformer  # noqa: E402
from sklearn.ensemble import RandomForestClassifier  # noqa: E402
from sklearn.impute import SimpleImputer  # noqa: E402
from sklearn.inspection import permutation_importance  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import OneHotEncoder, SplineTransformer  # noqa: E402

THREADS, STEP, BACK, ROWS, LEAST = 2, 30, 24, 60_000, 300
GROUPS = ["owner", "industry", "region", "product", "lead_source"]
NUMBERS = ["age", "in_stage", "stage_place", "amount", "pushes", "to_close",
           "events"] + [f"rate_{g}" for g in GROUPS]
STAGES = ["Prospecting", "Qualified", "Demo", "Proposal", "Negotiation"]


class Company:
    def __init__(self, deals, history, as_of):
        self.as_of = pd.Timestamp(as_of)
        d = pd.read_csv(deals, dtype=str, on_bad_lines="skip")
        d = d[d.deal_id.notna()].drop_duplicates("deal_id")
        for name in ("created_date", "closed_date"):
            d[name] = pd.to_datetime(d[name], errors="coerce")
        d["amount"] = pd.to_numeric(d.amount, errors="coerce")
        d = d[d.created_date.notna()].set_index("deal_id")
        d["end"] = d.closed_date.where(d.outcome != "Open")
        d["lost"] = (d.outcome == "Lost").astype(int)
        d["won"] = (d.outcome == "Won").astype(int)
        h = pd.read_csv(history, dtype={"deal_id": str})
        h["at"] = pd.to_datetime(h.entered_date, errors="coerce")
        h["due"] = pd.to_datetime(h.close_date, errors="coerce")
        h = h[h.deal_id.isin(d.index)].sort_values("at", kind="stable")
        h["place"] = h.stage.map({s: k for k, s in enumerate(STAGES)})
        same = h.groupby("deal_id")
        h["pushed"] = (h.due > same.due.shift()).groupby(h.deal_id).cumsum()
        h["moved"] = h.stage != same.stage.shift()
        h["entered"] = h["at"].where(h.moved).groupby(h.deal_id).ffill()
        h["nth"] = same.cumcount() + 1
        self.deals, self.history = d, h

    def on(self, day):
        """Features of the deals open on a day, from what was known on it."""
        d = self.deals
        was = d[(d.created_date <= day) & ~(d.end <= day)]
        last = self.history[self.history["at"] <= day].groupby("deal_id").tail(1)
        last = last.set_index("deal_id").reindex(was.index)
        x = pd.DataFrame(index=was.index)
        x["age"] = (day - was.created_date).dt.days
        x["in_stage"] = (day - last.entered).dt.days
        x["stage_place"] = last.place
        x["amount"] = last.amount.astype(float).fillna(was.amount)
        x["pushes"] = last.pushed
        x["to_close"] = (last.due - day).dt.days
        x["events"] = last.nth
        over = d[d.end <= day]
        base = over.won.mean() if len(over) else 0.5
        for g in GROUPS:
            seen = over.groupby(g).won.agg(["sum", "count"])
            rate = (seen["sum"] + 10 * base) / (seen["count"] + 10)
            x[f"rate_{g}"] = was[g].map(rate).fillna(base)
            x[g] = was[g].fillna("")
        return x

    def landmarks(self, until):
        """Rows of past days whose outcome is known on `until`."""
        rows = []
        for k in range(1, BACK + 1):
            day = until - pd.Timedelta(days=STEP * k)
            x = self.frame(day)
            end = self.deals.end.reindex(x.index)
            x = x[end <= until]
            rows.append(x.assign(lost=self.deals.lost.reindex(x.index),
                                 won=self.deals.won.reindex(x.index),
                                 left=(end[end <= until] - day).dt.days))
        out = pd.concat(rows)
        return out.sample(min(len(out), ROWS), random_state=1)

    def frame(self, day):
        self.frames = getattr(self, "frames", {})
        if day not in self.frames:
            self.frames[day] = self.on(day)
        return self.frames[day].copy()


def forest(trees, rows):
    return RandomForestClassifier(
        trees, min_samples_leaf=30, max_depth=10, max_features=1 / 3,
        max_samples=min(6000, rows), n_jobs=THREADS, random_state=1)


def additive():
    number = make_pipeline(SimpleImputer(strategy="median"),
                           SplineTransformer(n_knots=5, degree=3,
                                             extrapolation="linear"))
    return make_pipeline(
        ColumnTransformer([("n", number, NUMBERS),
                           ("c", OneHotEncoder(handle_unknown="ignore",
                                               min_frequency=20), GROUPS)]),
        LogisticRegression(C=0.1, max_iter=300))


def filled(x):
    return x[NUMBERS].fillna(-1)


def learn(rows):
    return (forest(100, len(rows)).fit(filled(rows), rows.lost),
            additive().fit(rows, rows.lost))


def logits(learners, x):
    p = np.column_stack([learners[0].predict_proba(filled(x))[:, 1],
                         learners[1].predict_proba(x)[:, 1]])
    p = p.clip(1e-3, 1 - 1e-3)
    return np.log(p / (1 - p))


def days(company, quarters):
    return [company.as_of - pd.Timedelta(days=91 * k)
            for k in range(1, quarters + 1)]


def stack(company):
    z, y = [], []
    for day in days(company, 4):
        rows = company.landmarks(day)
        if len(rows) < LEAST:
            continue
        learners, x = learn(rows), company.frame(day)
        known = company.deals.end.reindex(x.index) <= company.as_of
        z.append(logits(learners, x[known]))
        y.append(company.deals.lost.reindex(x.index)[known])
    out = LogisticRegression(C=1e6).fit(np.vstack(z), np.concatenate(y))
    auc = roc_auc_score(np.concatenate(y),
                        out.predict_proba(np.vstack(z))[:, 1])
    return out, auc


def horizons(company, left):
    """Chances to be won and lost within the days left, now and on past days."""
    out = None
    for day in [*days(company, 8), company.as_of]:
        rows = company.landmarks(day)
        if len(rows) < LEAST:
            continue
        x = filled(company.frame(day))
        out = [forest(20, len(rows)).fit(filled(rows), (rows[what] == 1) &
                              (rows.left <= left)).predict_proba(x)[:, -1]
               for what in ("won", "lost")]
    return out


def rules(x):
    points = 8 * (x.to_close < 0) + 8 * (x.pushes >= 3)
    points += 8 * (x.in_stage > x.groupby("stage_place").in_stage.transform(
        lambda s: s.quantile(0.75)))
    return points + 8 * (x.age > x.age.quantile(0.75)) + \
        8 * (x.amount > x.amount.quantile(0.9))


def workbook(path, x, summary):
    with pd.ExcelWriter(path, engine="xlsxwriter") as out:
        x.to_excel(out, sheet_name="Deals", freeze_panes=(1, 1))
        summary.to_excel(out, sheet_name="Summary")
        sheet, book = out.sheets["Deals"], out.book
        sheet.autofilter(0, 0, len(x), len(x.columns))
        sheet.set_column(4, 4, 14, book.add_format({"num_format": "#,##0"}))
        place = x.columns.get_loc("score") + 1
        sheet.conditional_format(1, place, len(x), place, {
            "type": "3_color_scale"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": ["Summary", 1, 1, len(summary), 1],
                          "categories": ["Summary", 1, 0, len(summary), 0]})
        out.sheets["Summary"].insert_chart("E2", chart)


def brief(path, x, importance):
    with PdfPages(path) as pdf:
        for k in range(6):
            figure, (top, low) = plt.subplots(2, 1, figsize=(8.27, 11.69))
            top.set_title("Pipeline risk")
            if k % 2:
                top.barh(importance.index[:10], importance.values[:10])
            else:
                top.bar(["LOW", "MEDIUM", "HIGH", "CRITICAL"],
                        np.histogram(x.score, [0, 30, 55, 75, 101])[0])
            low.axis("off")
            low.table(x[["owner", "amount", "score"]].iloc[15 * k:15 * k + 15]
                      .round(1).astype(str).values.tolist(), loc="center")
            pdf.savefig(figure)
            plt.close(figure)


def pages(out, x):
    for part in ("deal", "api"):
        (out / part).mkdir()
    for row in x.head(5000).reset_index().to_dict("records"):
        name = row["deal_id"]
        facts = "".join(f"<tr><th>{html.escape(str(k))}<td>"
                        f"{html.escape(str(v))}" for k, v in row.items())
        (out / f"deal/{name}.html").write_text(
            f"<!doctype html><title>{html.escape(name)}</title>"
            f"<table>{facts}</table>")
        (out / f"api/{name}.json").write_text(json.dumps(row, default=str))
    (out / "deals.html").write_text(x.head(500).to_html())
    (out / "deals.json").write_text(x.reset_index().to_json(orient="records"))
    x.to_csv(out / "risk_report.csv")


def main():
    deals, history, as_of, out = sys.argv[1:]
    out = pathlib.Path(out)
    out.mkdir()
    company = Company(deals, history, as_of)
    today = company.landmarks(company.as_of)
    learners = learn(today)
    combine, auc = stack(company)
    x = company.frame(company.as_of)
    part = today.head(10_000)
    worth = permutation_importance(learners[0], filled(part), part.lost,
                                   n_repeats=1, random_state=1, n_jobs=THREADS)
    importance = pd.Series(worth.importances_mean, NUMBERS).sort_values(
        ascending=False)
    x["p_loss"] = combine.predict_proba(logits(learners, x))[:, 1]
    x["won_by"], x["lost_by"] = horizons(company, 45)
    x["score"] = rules(x) + 60 * x.p_loss
    x["expected_loss"] = x.amount * x.p_loss
    x = x.sort_values("score", ascending=False)
    summary = x.groupby("owner").agg(deals=("score", "size"),
                                     loss=("expected_loss", "sum"))
    workbook(out / "risk_workbook.xlsx", x, summary)
    brief(out / "brief.pdf", x, importance)
    for name, of in (("feature_importance", importance),
                     ("cycle_length", x.age)):
        figure = of.plot.barh() if name[0] == "f" else of.plot.hist(bins=30)
        figure.figure.savefig(out / f"{name}.png", dpi=150)
        plt.close(figure.figure)
    pages(out, x)
    print(f"AUC of the replays {auc:.3f}, {len(x):,} open deals, landing "
          f"{(x.won_by * x.amount).sum():,.0f} of open deals")


if __name__ == "__main__":
    main()
