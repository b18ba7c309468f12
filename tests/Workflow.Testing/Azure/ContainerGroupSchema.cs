using NJsonSchema;
using Workflow.Testing.Files;

namespace Workflow.Testing.Azure;

/// <summary>Azure's published schema of container groups, where it lies in WORKFLOW_CONTRACTS or beside the checkout.</summary>
public static class ContainerGroupSchema
{
    private const string FileName = "container-groups-2025-09-01.schema.json";

    /// <summary>What is needed where there is none, for a test that is skipped.</summary>
    public const string Needed = $"azure/{FileName} in WORKFLOW_CONTRACTS or in ../shared/contracts";

    private static readonly Lazy<Task<JsonSchema?>> Schema = new(LoadAsync);

    /// <summary>The schema; null where there is none.</summary>
    public static Task<JsonSchema?> FindAsync() => Schema.Value;

    /// <summary>What is wrong with a body; empty where nothing is, or where there is no schema.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(string body) =>
        await FindAsync() is { } schema ? [.. schema.Validate(body).Select(error => $"{error.Path}: {error.Kind}")] : [];

    private static async Task<JsonSchema?> LoadAsync()
    {
        string contracts = Environment.GetEnvironmentVariable("WORKFLOW_CONTRACTS") is { Length: > 0 } named ? named : Repository.Path("..", "shared", "contracts");
        string path = Path.Combine(contracts, "azure", FileName);
        return File.Exists(path) ? await JsonSchema.FromFileAsync(path) : null;
    }
}
