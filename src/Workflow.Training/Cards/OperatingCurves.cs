using Workflow.Scoring.Schema;
using Workflow.Training.Charts;
using Workflow.Training.Datasets;
using Workflow.Training.Evaluation;

namespace Workflow.Training.Cards;

/// <summary>
/// ROC and precision-recall curves whose points can be clicked: each leads to a line that tells what its threshold does. Works without a script,
/// by the target of the page's address.
/// </summary>
internal static class OperatingCurves
{
    /// <summary>Rules for the page's style element.</summary>
    public const string Css = """
        .points p{display:none;margin:.2rem 0 1rem;border-left:4px solid #0072b2;padding:.3rem .8rem}
        .points p:target,.points:not(:has(:target)) p.best{display:block}
        @media print{.points p.best{display:block}}
        """;

    // As many as a finger can tell apart.
    private const int MostMarks = 24;

    /// <summary>Appends them.</summary>
    /// <param name="html">The page.</param>
    /// <param name="curves">The curves; none for regression.</param>
    /// <param name="classes">Classes and their meanings.</param>
    public static void Add(HtmlText html, IReadOnlyList<OperatingCurve> curves, IReadOnlyList<TargetClass> classes)
    {
        if (curves.Count == 0) return;
        // The chosen threshold; where there is none, the best point by MCC on the test rows.
        int shown = curves[0].Chosen ?? curves[0].Best;
        html.Element("h3", "Operating points: click on a point to read what its threshold leads to");
        html.Element("p", curves[0].Chosen is null ? "The ring is the point with the highest MCC on these test rows; nothing was chosen by it." : "The ring is the chosen threshold.");
        html.Raw(Chart(curves, "Precision and recall", "recall", "precision", point => (point.Recall, point.Precision), shown).Render());
        html.Raw(Chart(curves, "ROC", "share of other rows taken for the class", "recall", point => (point.FalsePositiveRate, point.Recall), shown, (0, 0)).Render());
        html.Raw("<div class=\"points\">\n");
        for (int curve = 0; curve < curves.Count; curve++)
        {
            foreach (int point in Marked(curves[curve], curve == 0 ? shown : curves[curve].Best))
            {
                bool isBest = curve == 0 && point == shown;
                html.Element("p", Tell(curves[curve], curves[curve].Points[point], classes), isBest ? "best" : null, Identifier(curve, point));
            }
        }

        html.Raw("</div>\n");
        html.Table(
            ["class", "rows", "AUC", "average precision", "best threshold by MCC", "recall", "precision", "F1", "MCC"],
            curves.Select(curve => (IReadOnlyList<string>)
            [
                curve.Class ?? "all pooled", HtmlText.Count(curve.Positives), HtmlText.Number(curve.Auc), HtmlText.Number(curve.AveragePrecision), .. Figures(curve.Points[curve.Best]),
            ]),
            1);
    }

    private static LineChart Chart(
        IReadOnlyList<OperatingCurve> curves, string title, string across, string up, Func<CurvePoint, (double X, double Y)> place, int shown, params (double X, double Y)[] start) =>
        new()
        {
            Title = $"{title}, test rows",
            Description = string.Join("; ", curves.Select(curve => $"{Name(curve)}: AUC {HtmlText.Number(curve.Auc)}, average precision {HtmlText.Number(curve.AveragePrecision)}")),
            Across = across,
            Up = up,
            AcrossRange = (0, 1),
            UpRange = (0, 1),
            Lines =
            [
                .. curves.Select((curve, i) => new Line(Name(curve), [.. start, .. curve.Points.Select(place)], i)
                {
                    Marks =
                    [
                        .. Marked(curve, i == 0 ? shown : curve.Best).Select(point => new Mark(
                            place(curve.Points[point]).X,
                            place(curve.Points[point]).Y,
                            Identifier(i, point),
                            $"{Name(curve)}, threshold {HtmlText.Number(curve.Points[point].Threshold)}",
                            i == 0 && point == shown)),
                    ],
                }),
            ],
        };

    private static IEnumerable<int> Marked(OperatingCurve curve, int shown)
    {
        int last = curve.Points.Count - 1, marks = Math.Min(MostMarks, curve.Points.Count);
        return Enumerable.Range(0, marks).Select(i => marks == 1 ? 0 : (int)((long)i * last / (marks - 1))).Append(curve.Best).Append(shown).Distinct().Order();
    }

    private static string Tell(OperatingCurve curve, CurvePoint point, IReadOnlyList<TargetClass> classes)
    {
        string[] figures = Figures(point);
        return $"{ClassText.Of(Name(curve), classes)}, threshold {figures[0]}: recall {figures[1]}, precision {figures[2]}, F1 {figures[3]}, MCC {figures[4]}. Of"
            + $" {HtmlText.Count(curve.Positives)} it finds {HtmlText.Count(point.TruePositives)} and misses {HtmlText.Count(curve.Positives - point.TruePositives)};"
            + $" {HtmlText.Count(point.FalsePositives)} of {HtmlText.Count(curve.Negatives)} others are false alarms.";
    }

    private static string[] Figures(CurvePoint point) =>
        [HtmlText.Number(point.Threshold), HtmlText.Number(point.Recall), HtmlText.Number(point.Precision), HtmlText.Number(point.F1), HtmlText.Number(point.Mcc)];

    private static string Name(OperatingCurve curve) => curve.Class ?? "all pooled";

    private static string Identifier(int curve, int point) => $"point-{HtmlText.Count(curve)}-{HtmlText.Count(point)}";
}
