using System.Globalization;
using System.Text.Json.Nodes;
using Workflow.Jobs.Engine;
using Workflow.Scoring.Format;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>Where an image comes from, in the form of SLSA (provenance, version 1): what was asked for, what went in, which run did it.</summary>
internal static class ProvenancePredicate
{
    private const string BuildType = "urn:workflow:build-image:v1";

    /// <summary>The predicate of an image.</summary>
    public static JsonObject Write(ImageLock parts, PipelineManifest pipeline, BuildRun run, string keyId)
    {
        Lineage lineage = pipeline.Lineage;
        return new JsonObject
        {
            ["buildDefinition"] = new JsonObject
            {
                ["buildType"] = BuildType,
                ["externalParameters"] = Asked(parts, pipeline, run),
                ["internalParameters"] = new JsonObject
                {
                    ["trainingCode"] = lineage.CodeVersion,
                    ["learner"] = pipeline.Learner.Name,
                    ["learnerLibrary"] = pipeline.Learner.Library,
                    ["trainingRows"] = lineage.TrainingRows,
                    ["testRows"] = lineage.TestRows,
                    ["simulated"] = lineage.Simulated,
                },
                ["resolvedDependencies"] = Dependencies(parts, lineage),
            },
            ["runDetails"] = new JsonObject
            {
                ["builder"] = new JsonObject { ["id"] = $"urn:workflow:key:{keyId}" },
                ["metadata"] = new JsonObject
                {
                    ["invocationId"] = run.Id,
                    ["finishedOn"] = run.FinishedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                },
            },
        };
    }

    /// <summary>When the build was finished, by a statement of any origin; null where it does not say so.</summary>
    public static DateTimeOffset? FinishedOn(InTotoStatement said) =>
        DateTimeOffset.TryParse(Metadata(said.Predicate, "finishedOn"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : null;

    /// <summary>The run that built, by a statement of any origin; null where it does not say so.</summary>
    public static string? InvocationId(InTotoStatement said) => Metadata(said.Predicate, "invocationId");

    // Whoever writes statements may put anything in the place of anything.
    private static string? Metadata(JsonNode predicate, string name) =>
        predicate is JsonObject provenance && provenance["runDetails"] is JsonObject details && details["metadata"] is JsonObject metadata
        && metadata[name] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : null;

    private static JsonObject Asked(ImageLock parts, PipelineManifest pipeline, BuildRun run)
    {
        var asked = new JsonObject
        {
            ["pipeline"] = run.Pipeline,
            ["definitionSha256"] = run.DefinitionSha256,
            ["recipe"] = pipeline.Lineage.Recipe,
            ["target"] = pipeline.Target,
        };
        if (parts.Base is { } below) asked["base"] = below.Name;
        if (parts.Dockerfile is { } made)
        {
            asked["dockerfile"] = made.Path;
            asked["arguments"] = new JsonObject(made.Arguments.Select(argument => KeyValuePair.Create(argument.Key, (JsonNode?)argument.Value)));
            asked["network"] = made.HasNetwork;
            asked["reproducible"] = false;
        }

        return asked;
    }

    private static JsonArray Dependencies(ImageLock parts, Lineage lineage)
    {
        var dependencies = new JsonArray(
            Material("source", lineage.SourceSha256),
            Material("recipe", lineage.RecipeSha256),
            Material("dataset", lineage.DatasetSha256),
            Material("split", lineage.SplitSha256),
            Material("parameters", lineage.ParametersSha256),
            Material("scoring-pipeline", parts.Model.PipelineSha256),
            Material("engine-sources", parts.Engine.Sources),
            Material("engine-layer", parts.Engine.Digest["sha256:".Length..]));
        if (parts.Base is { } below)
        {
            JsonObject material = Material("base", below.Digest["sha256:".Length..]);
            material["uri"] = $"{below.Name}@{below.Digest}";
            dependencies.Add((JsonNode)material);
        }

        if (parts.Dockerfile is { } made) dependencies.Add((JsonNode)Material("dockerfile-context", made.ContextSha256));
        if (parts.Dockerfile?.BuiltOn is { } usual) dependencies.Add((JsonNode)Material("usual-image", usual["sha256:".Length..]));
        foreach (FileLock file in parts.ExtraFiles ?? []) dependencies.Add((JsonNode)Material($"extra-file:{file.Path}", file.Sha256));
        foreach (LibraryLock library in parts.Engine.Libraries) dependencies.Add((JsonNode)Material(library.Path, library.Sha256));
        foreach (EnginePack pack in parts.Engine.Packages.Where(pack => pack.ContentHash is not null))
        {
            dependencies.Add((JsonNode)new JsonObject
            {
                ["uri"] = $"pkg:nuget/{pack.Name}@{pack.Version}",
                ["digest"] = new JsonObject { ["sha512"] = Convert.ToHexStringLower(Convert.FromBase64String(pack.ContentHash!)) },
            });
        }

        return dependencies;
    }

    private static JsonObject Material(string name, string sha256) => new() { ["name"] = name, ["digest"] = new JsonObject { ["sha256"] = sha256 } };
}
