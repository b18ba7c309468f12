using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Workflow.Training.Cards;
using Workflow.Training.Guards;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Cards;

public sealed class GuardsSectionTests
{
    [Theory]
    [InlineData("column | importance | leakage AUC | 95 % interval | shift AUC", "x | 0.0000 | 0.0000 | 0.2500 to 0.7500 | 0.0000")]
    [InlineData("look | taken away | relies most on | columns | log loss | AUC", "1 | nothing | x (0.70) | 2 | 0.1000 | 0.9900", "2 | x |  | 1 | 0.4000 | 0.9000")]
    [InlineData("folds | 5-NN accuracy | quick model, accuracy | log loss", "random | 0.7970 | 0.9000 | 0.2900", "grouped | 0.2930 | 0.9000 | 1.0100")]
    [InlineData(
        "what | figure | by chance",
        "test rows next to a training row in the source | 93.8 % | ",
        "rows next to each other are nearer than rows drawn at random of the same class | 85 % | 50 %",
        "blocks of contiguous rows under constant settings | 194 | ",
        "test rows whose block has training rows | 98 % | ",
        "test rows whose nearest training row is next to them or of their block (of 551 looked at) | 83 % | 2.8 %",
        "test rows equal to a training row | 3 | none",
        "test rows nearly equal to a training row | 0.1 % | 0.1 %")]
    public void Add_ATable_ShowsItsFigures(string header, params string[] rows) => Assert.Contains(
        string.Join('\n', [header, .. rows]),
        Section(TestGuardReports.Named("x")).Descendants("table").Select(
            table => string.Join('\n', table.Descendants("tr").Select(row => string.Join(" | ", row.Elements().Select(cell => cell.Value))))));

    [Fact]
    public void Add_Plots_HaveATitleAndWordsForWhoCannotSeeThem()
    {
        XElement[] drawings = [.. Section(TestGuardReports.Named("x")).Descendants("svg")];
        Assert.Equal(
            ["x by y", "x in both parts of the split", "Missing values of each column, from the first row of the source to the last"],
            drawings.Select(drawing => drawing.Element("title")!.Value));
        Assert.All(drawings, drawing => Assert.Equal("img", drawing.Attribute("role")!.Value));
        Assert.Equal("x: 4 rows, most of them from 0 to 1; other: 4 rows, 2 missing, most of them from 2 to 3", drawings[0].Element("desc")!.Value);
    }

    [Fact]
    public void Add_SeveralLooks_AreExplained()
    {
        const string Masked = "it is masked, and comes to the front once the leak is taken away";
        Assert.Contains(Masked, Section(TestGuardReports.Named("x")).Value, StringComparison.Ordinal);
        Assert.DoesNotContain(Masked, Section(TestCards.Plain.Guards).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_Findings_BeginWithTheMostSevere()
    {
        Finding[] findings = [Finding(FindingSeverity.Note), Finding(FindingSeverity.Error), Finding(FindingSeverity.Warning)];
        XElement section = Section(TestCards.Plain.Guards with { Findings = findings });
        Assert.Equal(["warn Error", "warn Warning", "note Note"], section.Elements("p").Where(p => p.Attribute("class") is not null).Select(p => $"{p.Attribute("class")!.Value} {p.Value}"));
    }

    // What earlier releases have stored tells less.
    [Fact]
    public void Add_OldReport_ShowsWhatThereIs()
    {
        XElement section = Section(TestCards.Plain.Guards);
        Assert.Equal(["Columns"], section.Elements("h3").Select(title => title.Value));
        Assert.Empty(section.Descendants("svg"));
    }

    [Fact]
    public void Add_ManyFindings_PlotsTheFirst()
    {
        Finding[] findings = [.. Enumerable.Range(0, 14).Select(i => TestGuardReports.Named($"x{i}").Findings[0])];
        XElement section = Section(TestCards.Plain.Guards with { Findings = findings });
        Assert.Equal(12, section.Descendants("svg").Count());
        Assert.Contains(section.Elements("p"), p => p.Value == "The figures of 2 more are in card.json.");
    }

    [Fact]
    public void CardJson_OfFindings_CarriesTheirEvidenceByKind()
    {
        JsonNode guards = JsonNode.Parse(ModelCardJson.Write(TestCards.Named("x")))!["guards"]!;
        Assert.Equal("leakage", (string?)guards["findings"]![0]!["evidence"]!["kind"]);
        Assert.Equal(0.4, (double?)guards["findings"]![0]!["evidence"]!["without"]!["logLoss"]);
        Assert.Equal(194, (int?)guards["contamination"]!["blocks"]);
        Assert.Equal(0.293, (double?)guards["findings"]![2]!["evidence"]!["scores"]!["grouped"]!["neighbours"]!["accuracy"]);
        Assert.Equal("DuplicateColumn", (string?)guards["findings"]![3]!["kind"]);
        Assert.Equal(0.5, (double?)guards["missing"]!["columns"]![0]!["share"]);
        Assert.Null(guards["passes"]![0]!["score"]!["r2"]);
    }

    private static Finding Finding(FindingSeverity severity) => new(FindingKind.Split, null, null, null, GuardAction.Report, severity.ToString()) { Severity = severity };

    private static XElement Section(GuardReport report)
    {
        var html = new HtmlText();
        GuardsSection.Add(html, report, "y", name => $"{name} (bar)");
        return XElement.Parse($"<section>{Encoding.UTF8.GetString(html.ToUtf8())}</section>");
    }
}
