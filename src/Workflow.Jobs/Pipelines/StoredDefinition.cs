using System.Text.Json.Nodes;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads the definitions of runs, those that an older release has stored too.</summary>
internal static class StoredDefinition
{
    // In release 0.1.0 every pipeline made a model, and what is said of it stood beside the rest.
    private static readonly string[] ModelMembers = ["recipe", "target", "split", "splitFile", "guards", "train", "gates"];

    /// <summary>Reads a definition.</summary>
    public static PipelineDefinition Read(string text)
    {
        var definition = JobsJson.Read<PipelineDefinition>(text);
        bool isOld = definition.Model is null && definition.Steps.All(step => step.Program is null);
        return isOld ? definition with { Model = ReadModel(JsonNode.Parse(text)!.AsObject()) } : definition;
    }

    private static ModelDefinition? ReadModel(JsonObject old)
    {
        if (!old.ContainsKey("recipe")) return null;
        IEnumerable<KeyValuePair<string, JsonNode?>> members = ModelMembers.Select(name => KeyValuePair.Create(name, old[name]?.DeepClone()));
        return JobsJson.Read<ModelDefinition>(new JsonObject(members).ToJsonString());
    }
}
