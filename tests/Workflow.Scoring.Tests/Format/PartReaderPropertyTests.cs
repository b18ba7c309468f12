using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Format;

/// <summary>The parts are read by hand: what is accepted, and what is then known, is what the serializer that writes them would read.</summary>
public sealed class PartReaderPropertyTests
{
    private const int Cases = 3_000;

    [Fact]
    public void Read_ManifestWithARandomChange_ReadsAndRefusesAsTheSerializer()
    {
        PipelineZip zip = Draft().ToZip();
        AssertReadAlike(
            zip, PipelineEntries.Manifest, PipelineJson.Default.PipelineManifest, content => content.Manifest,
            manifest => manifest.FormatVersion == PipelineManifest.CurrentFormatVersion && !HasNullItem(manifest));
    }

    [Fact]
    public void Read_GoldenRowsWithARandomChange_ReadsAndRefusesAsTheSerializer() => AssertReadAlike(
        Draft().ToZip(), PipelineEntries.Golden, PipelineJson.Default.GoldenRows, content => content.Golden,
        golden => !golden.Rows.Contains(null!));

    // Most changes are refused, but not all: both must happen often.
    private static void AssertReadAlike<T>(PipelineZip zip, string part, JsonTypeInfo<T> type, Func<PipelineFileContent, T> read, Func<T, bool> isAllowed)
        where T : class
    {
        var numbers = new SeededNumbers(505);
        var edits = new JsonEdits(Encoding.UTF8.GetString(zip[part]));
        string[] texts = [.. edits.Each(), .. Enumerable.Range(0, Cases).Select(_ => Changed(edits, numbers))];
        int accepted = 0;
        foreach (string json in texts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json);
            string? expected = Deserialized(bytes, type, isAllowed);
            string? actual = null;
            try
            {
                actual = Text(read(PipelineFileReader.Read(zip.With(part, bytes).ToBytes())), type);
            }
            catch (PipelineFileException refused)
            {
                Assert.StartsWith($"{part}: ", refused.Message, StringComparison.Ordinal);
            }

            Assert.True(expected == actual, $"expected {expected ?? "a refusal"} of {json}");
            if (actual is not null) accepted++;
        }

        Assert.InRange(accepted, texts.Length / 20, texts.Length * 19 / 20);
    }

    // Now and then a second change, where the first one left JSON.
    private static string Changed(JsonEdits edits, SeededNumbers numbers)
    {
        string json = edits.Next(numbers);
        if (!numbers.Chance(0.2)) return json;
        try
        {
            return new JsonEdits(json).Next(numbers);
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static string? Deserialized<T>(byte[] bytes, JsonTypeInfo<T> type, Func<T, bool> isAllowed)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } value && isAllowed(value) ? Text(value, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Infinity is read, to be refused by the checks; it cannot be written.
    private static string Text<T>(T value, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Serialize(value, type);
        }
        catch (ArgumentException infinite)
        {
            return infinite.Message;
        }
    }

    // The serializer refuses null as a member, but lets it pass as an item of a list.
    private static bool HasNullItem(PipelineManifest manifest)
    {
        IEnumerable<object?> items =
        [
            .. manifest.Classes, .. manifest.Columns, .. manifest.Features, .. manifest.Learner.Parameters.Values,
            .. manifest.Envelope?.Columns ?? [],
        ];
        return items.Contains(null) || manifest.Columns.Any(column => column.Levels.Contains(null) || column.MissingTexts.Contains(null));
    }

    /// <summary>Every member that a file may have, and every kind of value.</summary>
    private static PipelineDraft Draft()
    {
        PipelineDraft draft = SamplePipelines.Enveloped();
        PipelineManifest manifest = draft.Manifest;
        return draft with
        {
            Manifest = manifest with
            {
                Threshold = 0.25,
                Classes = [new TargetClass("3", "close to failure"), .. manifest.Classes.Skip(1)],
                Columns = [manifest.Columns[0] with { Unit = "C" }, manifest.Columns[1], manifest.Columns[2] with { MissingTexts = ["Unknown", "n/a"] }],
                Features =
                [
                    .. manifest.Features.Take(3),
                    new FeatureStep("log", FeatureKind.Logarithm, "pressure") { Scale = 2.5 },
                    new FeatureStep("score", FeatureKind.NormalScore, "pressure") { Curve = new FeatureCurve([0, 0.1], [-1, 1e-300]) },
                    new FeatureStep("mode", FeatureKind.Ordinal, "mode"),
                ],
                Learner = manifest.Learner with
                {
                    Library = "made 1.0",
                    Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["depth"] = "8", ["a.b"] = "\"", ["rate"] = "0.1" },
                },
            },
            Golden = new GoldenRows([.. draft.Golden.Rows.Take(2), draft.Golden.Rows[2] with { Cells = ["7", null, "x"] }]),
        };
    }
}
