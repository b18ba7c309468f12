using System.Text.Json.Nodes;
using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Tests.Format;

/// <summary>A refusal says where a part is wrong, what stands there and what should.</summary>
public sealed class PartRefusalTests
{
    [Theory]
    [InlineData("name", "7", "$.name: a text is expected, not 7")]
    [InlineData("name", "null", "$.name: a text is expected, not null")]
    [InlineData("task", "\"Guess\"", "$.task: one of Regression, Binary, Multiclass is expected, not 'Guess'")]
    [InlineData("link", "\"softmax\"", "$.link: one of Identity, Sigmoid, Softmax is expected, not 'softmax'")]
    [InlineData("threshold", "\"0.5\"", "$.threshold: a number is expected, not '0.5'")]
    [InlineData("threshold", "{}", "$.threshold: a number is expected, not an object")]
    [InlineData("classes", "{}", "$.classes: a list is expected, not an object")]
    [InlineData("classes", "[{\"value\": \"a\", \"meaning\": null}, []]", "$.classes[1]: an object is expected, not a list")]
    [InlineData("lineage", "{\"trainingRows\": 2147483648}", "$.lineage.trainingRows: a whole number of 32 bits is expected, not 2147483648")]
    [InlineData("lineage", "{\"testRows\": 1e2}", "$.lineage.testRows: a whole number of 32 bits is expected, not 1e2")]
    [InlineData("lineage", "{\"simulated\": 1}", "$.lineage.simulated: true or false is expected, not 1")]
    [InlineData("learner", "{\"parameters\": {\"depth\": 8}}", "$.learner.parameters.depth: a text is expected, not 8")]
    [InlineData("learner", "{\"name\": \"a\"}", "$.learner: missing: library, parameters")]
    [InlineData("learner", "{\"nme\": \"a\"}", "$.learner: 'nme' is none of its members, which are name, library, parameters")]
    [InlineData("envelope", "{\"columns\": [null]}", "$.envelope.columns[0]: an object is expected, not null")]
    public void Read_WrongValue_NamesThePlaceAndWhatIsExpected(string member, string value, string reason) =>
        AssertRefused(Sample().WithJson(PipelineEntries.Manifest, json => json[member] = JsonNode.Parse(value)), reason);

    [Fact]
    public void Read_WrongValueInAList_NamesItsIndexes()
    {
        AssertRefused(Sample().WithText(PipelineEntries.Manifest, "\"temperature\",\n      \"type\": \"Number\"", "\"temperature\",\n      \"type\": 1"), "$.columns[0].type: one of Number, Category is expected, not 1");
        AssertRefused(Sample().WithJson(PipelineEntries.Manifest, json => json["columns"]![2]!["histogram"]!["counts"]![1] = 0.5), "$.columns[2].histogram.counts[1]: a whole number of 64 bits is expected, not 0.5");
        AssertRefused(Sample().WithJson(PipelineEntries.Golden, json => json["rows"]![3]!["margins"]![2] = "NaN"), "$.rows[3].margins[2]: a number is expected, not 'NaN'");
    }

    [Fact]
    public void Read_MemberThatStandsTwice_NamesItsObject() =>
        AssertRefused(Sample().WithText(PipelineEntries.Manifest, "\"unit\":", "\"unit\": null, \"unit\":"), "$.columns[0]: 'unit' stands twice");

    [Fact]
    public void Read_LongText_IsQuotedInPart() => AssertRefused(
        Sample().WithJson(PipelineEntries.Manifest, json => json["task"] = new string('x', 100_000)), $"not '{new string('x', 60)}…'");

    [Fact]
    public void Read_NoJsonInAPart_NamesThePlaceAndTheLine() =>
        AssertRefused(Sample().WithText(PipelineEntries.Manifest, "\"task\":", "\"task\" ="), "'=' is invalid", "LineNumber: 3");

    [Fact]
    public void Read_NumbersOfAnyLength_KeepTheirBits()
    {
        double[] margins = [double.Epsilon, -0.0, double.MaxValue, 0.1 + 0.2, 1e23, 123456789012345680, 1.0 / 3];
        PipelineDraft draft = SamplePipelines.Multiclass();
        PipelineDraft exact = draft with { Golden = new GoldenRows([draft.Golden.Rows[0] with { Margins = margins }]) };
        PipelineFileContent content = PipelineFileReader.Read(exact.ToZip().ToBytes());
        Assert.Equal(margins.Select(BitConverter.DoubleToInt64Bits), content.Golden.Rows[0].Margins.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Read_EachNameOfAnEnumeration_IsItsValue()
    {
        Assert.All(Enum.GetValues<ModelTask>(), task => Assert.Equal(task, Read(json => json["task"] = $"{task}").Task));
        Assert.All(Enum.GetValues<Link>(), link => Assert.Equal(link, Read(json => json["link"] = $"{link}").Link));
        Assert.All(Enum.GetValues<ColumnType>(), type => Assert.Equal(type, Read(json => json["columns"]![1]!["type"] = $"{type}").Columns[1].Type));
        Assert.All(Enum.GetValues<FeatureKind>(), kind => Assert.Equal(kind, Read(json => json["features"]![1]!["kind"] = $"{kind}").Features[1].Kind));
    }

    private static PipelineManifest Read(Action<JsonObject> change) =>
        PipelineFileReader.Read(Sample().WithJson(PipelineEntries.Manifest, change).ToBytes()).Manifest;

    private static PipelineZip Sample() => SamplePipelines.Multiclass().ToZip();

    private static void AssertRefused(PipelineZip zip, params string[] reasons)
    {
        var refused = Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(zip.ToBytes()));
        Assert.All(reasons, reason => Assert.Contains(reason, refused.Message, StringComparison.Ordinal));
    }
}
