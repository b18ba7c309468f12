using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Pipelines;

/// <summary>What the schema says of a value, the reader says too: ranges, choices, kinds and defaults.</summary>
public sealed class SchemaAgreementTests
{
    // Keys that make sense only together are there.
    private static readonly string[] Base = ["split.file=splits.json", "split.name=1", "schedules.nightly.cron=0 3 * * *", "steps.standard.approval=false", "steps.own.run=[program]", "environments.dev.tlsSecret=secret"];

    // What is scored is told of a schedule that scores.
    private static readonly string[] Batch = ["schedules.nightly.do=batch", "schedules.nightly.in=rows.csv", "schedules.nightly.out=scored/"];

    private static readonly string[] OfBatches = ["in", "out", "version", "keep", "contributions", "maxErrors"];

    private static readonly JsonNode Definitions = JsonNode.Parse(File.ReadAllText(Repository.Path("pipelines.schema.json")))!["definitions"]!;

    public static TheoryData<string, string> Values()
    {
        var values = new TheoryData<string, string>();
        (string Definition, string Path)[] mappings =
        [
            ("pipeline", string.Empty), ("split", "split."), ("splitNames", "split.names."), ("guards", "guards."), ("leakage", "guards.leakage."),
            ("shift", "guards.shift."), ("contamination", "guards.contamination."), ("train", "train."), ("budget", "train.budget."), ("gates", "gates."), ("environment", "environments.dev."), ("predictions", "environments.dev.predictions."),
            ("schedule", "schedules.nightly."), ("step", "steps.own."), ("retry", "steps.own.retry."), ("timeout", "steps.own.timeout."),
        ];
        foreach ((string definition, string path) in mappings)
        {
            foreach ((string key, JsonNode? property) in Definitions[definition]!["properties"]!.AsObject())
            {
                if (property!["$ref"] is null && property["additionalProperties"] is null) values.Add(definition, path + key);
            }
        }

        return values;
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void EveryValue_OfTheSchema_IsWhatTheReaderTakes(string definition, string path)
    {
        JsonNode property = Definitions[definition]!["properties"]![path.Split('.')[^1]]!;
        (string[] good, string[] bad) = Examples(property);
        Assert.NotEmpty(good);
        Assert.All(good, value => Assert.Empty(Problems(path, value)));
        Assert.All(bad, value => Assert.NotEmpty(Problems(path, value)));
        Assert.NotEmpty(bad);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void EveryDefault_OfTheSchema_IsTheReaders(string definition, string path)
    {
        if (Definitions[definition]!["properties"]![path.Split('.')[^1]]!["default"] is not { } value) return;
        Assert.Equal(
            JobsJson.Write(TestPipelines.Read(TestPipelines.Small, [.. BaseOf(path), $"{path}="])),
            JobsJson.Write(TestPipelines.Read(TestPipelines.Small, [.. BaseOf(path), $"{path}={value.ToJsonString()}"]))
                .Replace($"--set {path}={JsonEncodedText.Encode(value.ToJsonString())}", $"--set {path}=", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_OfTheSchema_AreThoseThatExist() => Assert.Equal(
        StandardGraph.Steps.Select(step => step.Name),
        Definitions["pipeline"]!["properties"]!["steps"]!["properties"]!.AsObject().Select(step => step.Key).Where(name => name != "standard"));

    private static (string[] Good, string[] Bad) Examples(JsonNode property)
    {
        if (property["examples"] is JsonArray examples) return ([.. examples.Select(example => example!.ToJsonString())], ["{a: b}"]);
        if (property["enum"] is JsonArray choices) return (Texts(choices), ["no-such-choice", "[a]"]);
        string[] types = property["type"] is JsonArray several ? Texts(several) : [property["type"]!.GetValue<string>()];
        if (types.Contains("array")) return ([.. Texts(property["items"]!["enum"]!.AsArray()).Select(item => $"[{item}]")], ["[]", "[no-such-item]", "[[a]]"]);
        return types[0] switch
        {
            "boolean" => (["true", "false"], ["yes", "1", "[true]"]),
            "integer" => ([Limit("minimum", 0), Limit("maximum", 0)], [Limit("minimum", -1), Limit("maximum", 1), Limit("minimum", 0) + ".5", "many"]),
            "number" => ([Limit("minimum", 0), Limit("maximum", 0)], [Limit("minimum", -0.001m), Limit("maximum", 0.001m), "nan", "many"]),
            _ => (["dev"], ["[dev]", "{dev: dev}"]),
        };

        string Limit(string end, decimal more) => (property[end]!.GetValue<decimal>() + more).ToString(CultureInfo.InvariantCulture);
    }

    private static string[] BaseOf(string path) =>
        path.StartsWith("schedules.nightly.", StringComparison.Ordinal) && OfBatches.Contains(path.Split('.')[^1], StringComparer.Ordinal) ? [.. Base, .. Batch] : Base;

    private static string[] Texts(JsonArray array) => [.. array.Select(item => item!.GetValue<string>())];

    private static IEnumerable<ConfigProblem> Problems(string path, string value)
    {
        try
        {
            _ = TestPipelines.Read(TestPipelines.Small, [.. BaseOf(path), $"{path}={value}"]);
            return [];
        }
        catch (ConfigurationException refused)
        {
            return refused.Problems.Where(problem => problem.Path == $"pipelines.p.{path}");
        }
    }
}
