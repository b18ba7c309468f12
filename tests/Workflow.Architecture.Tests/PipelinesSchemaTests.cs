using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Architecture.Tests;

/// <summary>The schema that editors use and the reader that the program uses say the same.</summary>
public sealed class PipelinesSchemaTests
{
    private const string Unknown = "no-such-key";

    [Fact]
    public async Task Schema_OfTheRepositorysPipelines_IsKept()
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Repository.Path("pipelines.schema.json"), TestContext.Current.CancellationToken);
        ConfigNode yaml = YamlText.Read(await File.ReadAllTextAsync(Repository.Path("pipelines.yaml"), TestContext.Current.CancellationToken), "pipelines.yaml");

        ICollection<ValidationError> errors = schema.Validate(ToJson(yaml)!.ToJsonString());

        Assert.Empty(errors.Select(error => $"{error.Path}: {error.Kind}"));
    }

    [Theory]
    [InlineData("pipeline", "")]
    [InlineData("split", "split.")]
    [InlineData("splitNames", "split.names.")]
    [InlineData("guards", "guards.")]
    [InlineData("leakage", "guards.leakage.")]
    [InlineData("shift", "guards.shift.")]
    [InlineData("train", "train.")]
    [InlineData("budget", "train.budget.")]
    [InlineData("gates", "gates.")]
    [InlineData("image", "image.")]
    [InlineData("environment", "environments.dev.")]
    [InlineData("schedule", "schedules.nightly.")]
    [InlineData("trigger", "triggers.arrivals.")]
    [InlineData("step", "steps.own.")]
    public void Keys_OfEveryMapping_AreThoseThatTheReaderKnows(string definition, string path)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("pipelines.yaml");
        File.WriteAllText(file, "pipelines: {p: {recipe: r.yaml, target: t, environments: {dev: {}}, steps: {ingest: , own: {run: [sh]}}}}\n");

        // A schedule that begins runs knows less than one that scores.
        string[] settings = definition == "schedule" ? [$"{path}do=batch", $"{path}{Unknown}=1"] : [$"{path}{Unknown}=1"];
        var refused = Assert.Throws<ConfigurationException>(() => PipelinesFile.Open(file).Read("p", settings));

        string problem = Assert.Single(refused.Problems, problem => problem.Path.EndsWith(Unknown, StringComparison.Ordinal)).Message;
        string[] known = problem[(problem.IndexOf("allowed: ", StringComparison.Ordinal) + "allowed: ".Length)..].TrimEnd(')').Split(", ");
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Repository.Path("pipelines.schema.json")))!;
        IEnumerable<string> documented = schema["definitions"]![definition]!["properties"]!.AsObject().Select(property => property.Key);
        Assert.Equal(known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static JsonNode? ToJson(ConfigNode node) => node switch
    {
        ConfigMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))),
        ConfigList list => new JsonArray([.. list.Items.Select(ToJson)]),
        ConfigScalar { IsNull: true } => null,
        ConfigScalar { IsQuoted: false } plain when TryParse(plain.Text) is { } value => value,
        ConfigScalar scalar => JsonValue.Create(scalar.Text),
        _ => throw new InvalidOperationException(node.Kind),
    };

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonValue;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
