using System.Text;
using System.Text.Json.Nodes;
using Workflow.Scoring.Format;

namespace Workflow.Scoring.Tests.Format;

/// <summary>What the JSON parts of a pipeline file may hold.</summary>
public sealed class PipelineManifestTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void Read_UnknownFormatVersion_NamesBothVersions(int version) =>
        AssertManifestRefused(json => json["formatVersion"] = version, $"format version {version}; this program reads version 1");

    [Fact]
    public void Read_NewerFileWithUnknownMembers_IsRefusedForItsVersion() => AssertManifestRefused(
        json =>
        {
            json["formatVersion"] = 2;
            json["novelty"] = true;
        },
        "format version 2");

    [Fact]
    public void Read_NoFormatVersion_SaysSo()
    {
        AssertManifestRefused(json => json.Remove("formatVersion"), "no format version");
        AssertManifestRefused(json => json["formatVersion"] = "1", "no format version");
        AssertManifestRefused(json => json["formatVersion"] = 1.5, "no format version");
        AssertRefused(Sample().With(PipelineEntries.Manifest, [.. "[1]"u8]), "pipeline.json: no format version");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"formatVersion\": 1} 2")]
    [InlineData("{\"formatVersion\": 1, }")]
    [InlineData("// comment\n{\"formatVersion\": 1}")]
    [InlineData("\uFEFF{\"formatVersion\": 1}")]
    [InlineData("{\"\\ud800\": 1, \"formatVersion\": 1}")]
    [InlineData("{\"formatVersion\": 1, \"formatVersio\\ud800\": 1}")]
    public void Read_ManifestThatIsNoSuchJson_NamesThePart(string text) =>
        AssertRefused(Sample().With(PipelineEntries.Manifest, Encoding.UTF8.GetBytes(text)), PipelineEntries.Manifest);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"rows\": null}")]
    [InlineData("{\"rows\": [null]}")]
    [InlineData("{\"rows\": [{\"cells\": [], \"margins\": []}]}")]
    [InlineData("{\"rows\": [{\"cells\": [1], \"margins\": [], \"outputs\": []}]}")]
    [InlineData("{\"rows\": [{\"cells\": [], \"margins\": [null], \"outputs\": []}]}")]
    [InlineData("{\"rows\": [{\"cells\": [], \"margins\": [\"NaN\"], \"outputs\": []}]}")]
    [InlineData("{\"rows\": [], \"rows\": []}")]
    public void Read_GoldenRowsThatAreNone_NamesThePart(string text) =>
        AssertRefused(Sample().With(PipelineEntries.Golden, Encoding.UTF8.GetBytes(text)), PipelineEntries.Golden);

    [Fact]
    public void Read_UnknownMember_IsNamed()
    {
        AssertManifestRefused(json => json["novelty"] = 1, "novelty");
        AssertManifestRefused(json => json["columns"]![0]!["novelty"] = 1, "novelty");
        AssertManifestRefused(json => json["lineage"]!["novelty"] = 1, "novelty");
        AssertManifestRefused(json => Rename(json, "name", "Name"), "Name");
    }

    [Fact]
    public void Read_RepeatedMember_IsRefused() =>
        AssertRefused(Sample().WithText(PipelineEntries.Manifest, "\"target\":", "\"target\": \"a\", \"target\":"), "target");

    [Theory]
    [InlineData("name")]
    [InlineData("task")]
    [InlineData("target")]
    [InlineData("classes")]
    [InlineData("columns")]
    [InlineData("features")]
    [InlineData("link")]
    [InlineData("learner")]
    [InlineData("lineage")]
    public void Read_RequiredMemberMissingOrNull_IsNamed(string member)
    {
        AssertManifestRefused(json => json.Remove(member), member);
        AssertManifestRefused(json => json[member] = null, $"$.{member}");
    }

    [Fact]
    public void Read_RequiredMemberOfAPartNull_IsNamed()
    {
        AssertManifestRefused(json => json["columns"]![1]!["name"] = null, "$.columns[1].name");
        AssertManifestRefused(json => json["columns"]![1]!["levels"] = null, "$.columns[1].levels");
        AssertManifestRefused(json => json["features"]![2]!["column"] = null, "$.features[2].column");
        AssertManifestRefused(json => json["classes"]![0]!["value"] = null, "$.classes[0].value");
        AssertManifestRefused(json => json["lineage"]!["recipe"] = null, "$.lineage.recipe");
    }

    [Fact]
    public void Read_ColumnWithoutAMemberThatIsAlwaysWritten_NamesIt()
    {
        foreach (string member in new[] { "name", "type", "acceptsMissing", "levels" })
        {
            AssertManifestRefused(json => json["columns"]![1]!.AsObject().Remove(member), member);
        }
    }

    [Fact]
    public void Read_NullInAList_NamesTheList()
    {
        AssertManifestRefused(json => json["columns"]![1] = null, "columns");
        AssertManifestRefused(json => json["columns"]![2]!["levels"]![1] = null, "levels");
        AssertManifestRefused(json => json["features"]![0] = null, "features");
        AssertManifestRefused(json => json["classes"]![0] = null, "classes");
        AssertManifestRefused(json => json["learner"]!["parameters"]!["depth"] = null, "parameters");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("1")]
    [InlineData("\"7\"")]
    [InlineData("\"1\"")]
    [InlineData("\"Guess\"")]
    [InlineData("\"Binary, Multiclass\"")]
    public void Read_EnumerationThatIsNoName_IsNamed(string value)
    {
        AssertManifestRefused(json => json["task"] = JsonNode.Parse(value), "$.task");
        AssertManifestRefused(json => json["link"] = JsonNode.Parse(value), "$.link");
        AssertManifestRefused(json => json["columns"]![0]!["type"] = JsonNode.Parse(value), "$.columns[0].type");
        AssertManifestRefused(json => json["features"]![0]!["kind"] = JsonNode.Parse(value), "$.features[0].kind");
    }

    private static PipelineZip Sample() => SamplePipelines.Multiclass().ToZip();

    private static void Rename(JsonObject json, string from, string to)
    {
        JsonNode? value = json[from];
        json.Remove(from);
        json[to] = value;
    }

    private static void AssertManifestRefused(Action<JsonObject> change, string reason) =>
        AssertRefused(Sample().WithJson(PipelineEntries.Manifest, change), "pipeline.json: ", reason);

    private static void AssertRefused(PipelineZip zip, params string[] parts)
    {
        var refused = Assert.Throws<PipelineFileException>(() => PipelineFileReader.Read(zip.ToBytes()));
        Assert.All(parts, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }
}
