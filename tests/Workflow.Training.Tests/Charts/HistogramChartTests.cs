using System.Globalization;
using System.Xml.Linq;
using Workflow.Training.Charts;
using Workflow.Training.Guards.Histograms;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Charts;

public sealed class HistogramChartTests
{
    [Fact]
    public void Render_Groups_HaveABarPerBinThatIsNotEmpty()
    {
        XElement chart = Chart(TestGuardReports.Histogram("first"));
        string[] bars = [.. chart.Elements("path").Where(path => path.Attribute("class")!.Value[0] == 's').Select(path => path.Attribute("d")!.Value)];
        Assert.Equal([1, 2], bars.Select(path => path.Count(c => c == 'M')));
        Assert.Contains("first", chart.Elements("text").Select(text => text.Value));
        Assert.Contains("4 rows, 2 missing", chart.Elements("text").Select(text => text.Value));
        Assert.Contains("p (bar)", chart.Elements("text").Select(text => text.Value));
    }

    // Shares of their groups: a group of few rows is as high as one of many.
    [Fact]
    public void Render_GroupsOfAnySize_AreDrawnToOneScaleOfShares()
    {
        XElement chart = Chart(new ColumnHistogram([0, 1, 2], [], [new HistogramSeries("many", [100, 0], 0), new HistogramSeries("few", [1, 1], 0)]));
        double[] heights = [.. chart.Elements("path").Where(path => path.Attribute("class")!.Value[0] == 's').Select(path => Height(path.Attribute("d")!.Value))];
        Assert.Equal(38, heights[0]);
        Assert.Equal(19, heights[1]);
    }

    [Fact]
    public void Render_Categories_AreNamedOnTheAxis()
    {
        string[] levels = ["red", "a very long name of a level", .. Enumerable.Range(0, 20).Select(i => $"level {i}")];
        XElement chart = Chart(new ColumnHistogram([], levels, [new HistogramSeries("all", [.. levels.Select((_, i) => i)], 0)]));
        Assert.Contains("red", chart.Elements("text").Select(text => text.Value));
        Assert.Contains("a very long nam…", chart.Elements("text").Select(text => text.Value));
        Assert.All(chart.Elements("text").Where(text => text.Value == "red"), text => Assert.StartsWith("rotate(-40 ", text.Attribute("transform")!.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(-1e300, 1e300)]
    [InlineData(0, 5e-324)]
    public void Render_CornersOfDoubles_StayOnTheDrawing(double from, double to)
    {
        XElement chart = Chart(new ColumnHistogram([from, to], [], [new HistogramSeries("all", [3], 0), new HistogramSeries("none", [0], 0)]));
        Assert.DoesNotContain("NaN", chart.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", chart.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", chart.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoRows_DrawsNoBars() =>
        Assert.DoesNotContain(Chart(new ColumnHistogram([0, 1], [], [new HistogramSeries("none", [0], 0)])).Elements("path"), path => path.Attribute("class")!.Value[0] == 's');

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\" onload=\"alert(1)")]
    public void Render_HostileNames_AreText(string name)
    {
        XElement chart = XElement.Parse(HistogramChart.Render(new ColumnHistogram([], [name], [new HistogramSeries(name, [1], 0)]), name, name));
        Assert.Equal(name, chart.Element("title")!.Value);
        Assert.Empty(chart.Descendants("script"));
        Assert.DoesNotContain(chart.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    private static double Height(string path) => double.Parse(path.Split('v')[1].Split('h')[0].TrimStart('-'), CultureInfo.InvariantCulture);

    private static XElement Chart(ColumnHistogram histogram) => XElement.Parse(HistogramChart.Render(histogram, "p by class", "p (bar)"));
}
