using System.Text;
using System.Xml.Linq;
using FsCheck;
using Workflow.Training.Cards;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Guards;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Cards;

public sealed class ModelCardHtmlTests
{
    [Fact]
    public void Render_EqualCards_GiveEqualBytes() => Assert.Equal(ModelCardHtml.Render(TestCards.Plain), ModelCardHtml.Render(TestCards.Plain with { }));

    [Fact]
    public void Render_Data_IsToldWhereItIsSimulated()
    {
        const string Warning = "<p class=\"warn\">Trained on simulated data. Not for production.</p>";
        Assert.DoesNotContain("simulated", Page(TestCards.Plain), StringComparison.OrdinalIgnoreCase);
        string page = Page(TestCards.Plain with { Lineage = TestCards.Lineage with { Simulated = true } });
        Assert.Contains(Warning, page, StringComparison.Ordinal);
        Assert.InRange(page.IndexOf(Warning, StringComparison.Ordinal), 0, page.IndexOf("<h2>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("class | meaning", "0 | meaning of 0", "1 | meaning of 1")]
    [InlineData("log loss | accuracy | macro precision | macro recall | macro F1 | MCC | macro AUC", "0.123457 | 0.9100 | 0.9200 | 0.9300 | 0.9400 | 0.9500 | 0.9600")]
    [InlineData("class | rows | precision | recall | F1 | AUC", "0 | 1 | 0.5000 | 1.0000 | 0.6667 | 1.0000", "1 | 2 | 1.0000 | 0.5000 | 0.6667 | 1.0000")]
    [InlineData(" | 0 | 1", "0 (meaning of 0) | 1 | 0", "1 (meaning of 1) | 1 | 1")]
    [InlineData("gate | limit | reached | passed", "max_log_loss | 0.250000 | 0.123457 | yes", "min_auc | 0.990000 | – | no")]
    [InlineData("column | importance | leakage AUC | 95 % interval | shift AUC", "PS1 | 0.4444 | – | – | 0.5151")]
    [InlineData(
        "trial | learner | columns seen as | loss | macro F1 | MCC | rounds | parameters",
        "3 | learner3 | they are | 3.111111 | 0.8222 | 0.7333 | 44 | eta 0.3, max_depth 6",
        "1 | learner1 | they are | 1.111111 | 0.8222 | 0.7333 | 44 | eta 0.3, max_depth 6")]
    [InlineData("column | unit | from | to", "PS1 | bar | -1.2500 | 155.5000", "mode | one of 3 texts | – | –")]
    public void Render_ATable_ShowsItsFacts(string header, params string[] rows) => Assert.Contains(string.Join('\n', [header, .. rows]), Tables(TestCards.Plain));

    [Theory]
    [InlineData(-2.5e-7, 0.001, "-2.5E-07 | 0.0010")]
    [InlineData(0.0, 999_999_999.5, "0.0000 | 999999999.5000")]
    [InlineData(-1e9, 1.2345678e300, "-1E+09 | 1.23457E+300")]
    public void Render_RangesOfAnySize_CanBeRead(double from, double to, string expected)
    {
        ModelCard card = TestCards.Plain with { Columns = [TestCards.Number("n") with { Minimum = from, Maximum = to }] };
        Assert.Contains($"column | unit | from | to\nn | bar | {expected}", Tables(card));
    }

    [Fact]
    public void Render_Lineage_ShowsEveryDigestAndTheRows()
    {
        string table = Assert.Single(Tables(TestCards.Plain), table => table.StartsWith("part | value\nsource, SHA-256", StringComparison.Ordinal));
        foreach (char digit in "12345") Assert.Contains(new string(digit, 64), table, StringComparison.Ordinal);
        Assert.Contains("code | 7.8.9", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Data_IsToldWhatItIsAndWhereItIsSimulatedWhatItIsNot()
    {
        const string Real = "part | value\nwhat it is | Pumps of a plant\nauthors | A. Person, 2020\nlicence | CC BY 4.0\nrows | 2204: 1641 for training, 563 for the test (by blocks)\nread by recipe | rig\n";
        Assert.Contains(Tables(TestCards.Plain), table => table.StartsWith(Real, StringComparison.Ordinal));
        string[] simulated = [.. Tables(TestCards.Plain with { Lineage = TestCards.Lineage with { Simulated = true } })];
        Assert.Contains(simulated, table => table.StartsWith("part | value\nwhat it is | made by the built-in simulator in place of Pumps of a plant\nrows | 2204", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_Sentences_TellTargetChoiceTestRowsAndShift()
    {
        string page = Page(TestCards.Plain);
        Assert.Contains("<h1>Model card: pump</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Predicts y from 2 columns. Why this model: Lowest log loss.", page, StringComparison.Ordinal);
        Assert.Contains("Test: 3 rows", page, StringComparison.Ordinal);
        Assert.Contains("Shift AUC of all columns together: 0.5252.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Findings_AreShownOrTheirAbsence()
    {
        Assert.Contains("Nothing was found.", Page(TestCards.Plain), StringComparison.Ordinal);
        var finding = new Finding(FindingKind.Shift, "PS1", 0.9, 0.8, GuardAction.Report, "PS1 alone tells test from train rows");
        string page = Page(TestCards.Plain with { Guards = TestCards.Plain.Guards with { Findings = [finding] } });
        Assert.Contains("<p class=\"warn\">PS1 alone tells test from train rows</p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was found.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoGates_HasNoTableOfThem() =>
        Assert.DoesNotContain(Tables(TestCards.Plain with { Gates = [] }), table => table.StartsWith("gate", StringComparison.Ordinal));

    [Theory]
    [InlineData(10, 10, null)]
    [InlineData(13, 10, "The other 3 are in card.json.")]
    public void Render_ManyTrials_ShowsTheBestTen(int trials, int shown, string? rest)
    {
        ModelCard card = TestCards.Plain with { Leaderboard = [.. Enumerable.Range(0, trials).Select(TestCards.Trial)] };
        string table = Assert.Single(Tables(card), table => table.StartsWith("trial", StringComparison.Ordinal));
        Assert.Equal(shown, table.Split('\n').Length - 1);
        Assert.Contains($"Search: {trials} trials", Page(card), StringComparison.Ordinal);
        Assert.Equal(rest is not null, Page(card).Contains(rest ?? "The other", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_Numbers_HaveNoTableOfClasses() =>
        Assert.DoesNotContain(Tables(TestCards.Plain with { Classes = [], Test = null }), table => table.StartsWith("class | meaning", StringComparison.Ordinal));

    [Fact]
    public void Render_TrialsThatWereGivenUp_DidNotFail()
    {
        LeaderboardEntry givenUp = TestCards.Trial(0) with { Status = TrialStatus.Pruned, Reason = "the budget of rounds was used up" };
        LeaderboardEntry failed = TestCards.Trial(1) with { Status = TrialStatus.Failed, Loss = null, Reason = "out of memory" };
        string page = Page(TestCards.Plain with { Leaderboard = [TestCards.Trial(3), givenUp, failed] });
        Assert.Contains("Given up early, after fewer folds: 1.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("the budget of rounds was used up", page, StringComparison.Ordinal);
        Assert.Contains("Trial 1 (learner1) failed: out of memory", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TheSearch_TellsWhatTheLossIs()
    {
        Assert.Contains("The loss is the log loss with half a row more", Page(TestCards.Plain), StringComparison.Ordinal);
        ModelCard regression = TestCards.Plain with { Leaderboard = [TestCards.Trial(0) with { Rmse = 0.5 }] };
        Assert.Contains("The loss is the root of the mean squared error.", Page(regression), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("</td></tr></table><style>*{display:none}</style>")]
    [InlineData("' onload='alert(1)")]
    [InlineData("&lt;b&gt; &amp; <!-- -->")]
    [InlineData("</title><script>")]
    [InlineData("日本 🚀 ü")]
    public void Render_HostileNames_AreTextEverywhere(string name)
    {
        XElement page = Document(TestCards.Named(name));
        Assert.Equal($"Model card: {name}", page.Element("head")!.Element("title")!.Value);
        Assert.Equal($"Model card: {name}", page.Descendants("h1").Single().Value);
        Assert.InRange(page.Descendants().Count(element => !element.HasElements && element.Value.Contains(name, StringComparison.Ordinal)), 20, 80);
        Assert.Equal(Shape(Document(TestCards.Named("plain"))), Shape(page));
    }

    [Fact]
    public void Render_AnyName_LeavesTheShapeOfThePage()
    {
        string shape = Shape(Document(TestCards.Named("plain")));
        Properties.Hold<NonNull<string>>(
            name => Assert.Equal(shape, Shape(Document(TestCards.Named(new string([.. name.Get.Where(c => c >= ' ' && !char.IsSurrogate(c) && c < 0xFFFE)]))))),
            tests: 200);
    }

    // One self-contained page: it shows the same without a network, and runs nothing.
    [Fact]
    public void Render_ThePage_LoadsNothingAndRunsNothing()
    {
        XElement page = Document(TestCards.Named("all"));
        Assert.Empty(page.Descendants().Select(element => element.Name.LocalName).Intersect(["script", "link", "img", "iframe", "object", "form", "base"]));
        Assert.All(page.Descendants("a"), link => Assert.StartsWith("#", link.Attribute("href")!.Value, StringComparison.Ordinal));
        Assert.Empty(page.Descendants().Attributes().Select(attribute => attribute.Name.LocalName).Except(["class", "id", "charset", "name", "content", "lang", "href", .. Drawing]));
        Assert.DoesNotContain("url(", Page(TestCards.Plain), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", Page(TestCards.Plain), StringComparison.OrdinalIgnoreCase);
    }

    private static string[] Drawing => ["viewBox", "role", "d", "x", "y", "cx", "cy", "r", "width", "height", "text-anchor", "transform", "fill-opacity"];

    private static string Page(ModelCard card) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ModelCardHtml.Render(card));

    // The page is written so strictly that, with its three empty elements closed, it is XML.
    private static XElement Document(ModelCard card)
    {
        string page = Page(card);
        Assert.StartsWith("<!doctype html>\n", page, StringComparison.Ordinal);
        string closed = page["<!doctype html>\n".Length..]
            .Replace("<meta charset=\"utf-8\">", "<meta charset=\"utf-8\"/>", StringComparison.Ordinal)
            .Replace("content=\"width=device-width\">", "content=\"width=device-width\"/>", StringComparison.Ordinal);
        return XElement.Parse(closed, LoadOptions.PreserveWhitespace);
    }

    private static string Shape(XElement page) => string.Join(' ', page.DescendantsAndSelf().Select(element => element.Name.LocalName));

    private static string[] Tables(ModelCard card) =>
        [.. Document(card).Descendants("table").Select(table => string.Join('\n', table.Descendants("tr").Select(row => string.Join(" | ", row.Elements().Select(cell => cell.Value)))))];
}
