using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Engine;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images;

/// <summary>The configuration of a scorer's image: how it runs, and what it was made of. No time, no host, no version number.</summary>
internal static class ImageConfig
{
    /// <summary>Port on which the scorer listens inside the container.</summary>
    public const int Port = 9090;

    /// <summary>User that it runs as.</summary>
    public const string User = "65532:65532";

    /// <summary>Nobody looks into the scorer's process from outside.</summary>
    public const string Diagnostics = "DOTNET_EnableDiagnostics=0";

    private const string Created = "1970-01-01T00:00:00Z";
    private static readonly string[] Environment = [Diagnostics, "PATH=/app"];

    /// <summary>The configuration's bytes. Of a base nothing counts but its variables that ours do not set.</summary>
    /// <param name="engine">The engine layer.</param>
    /// <param name="additions">What the image has besides engine and model.</param>
    /// <param name="modelDiffId">Digest of the model layer.</param>
    /// <param name="labels">What it is made of.</param>
    public static byte[] Write(EngineLayer engine, ImageAdditions additions, string modelDiffId, IReadOnlyDictionary<string, string> labels)
    {
        (string DiffId, string CreatedBy)[] layers = [.. Layers(engine, additions, modelDiffId)];
        long second = 1_000_000_000;
        var config = new JsonObject
        {
            ["created"] = Created,
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["User"] = User,
                ["ExposedPorts"] = new JsonObject { [string.Create(CultureInfo.InvariantCulture, $"{Port}/tcp")] = new JsonObject() },
                ["Env"] = new JsonArray([.. Variables(additions).Select(variable => (JsonNode)variable)]),
                ["Entrypoint"] = new JsonArray("/app/scorer"),
                ["Cmd"] = new JsonArray("--bind", "0.0.0.0", "--port", Port.ToString(CultureInfo.InvariantCulture)),
                ["WorkingDir"] = "/",
                ["Labels"] = new JsonObject(labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
                ["Healthcheck"] = new JsonObject
                {
                    ["Test"] = new JsonArray("CMD", "/app/scorer", "--probe", "--port", Port.ToString(CultureInfo.InvariantCulture)),
                    ["Interval"] = 10 * second,
                    ["Timeout"] = 3 * second,
                    ["StartPeriod"] = 5 * second,
                    ["Retries"] = 3,
                },
            },
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.DiffId)]),
            },
            ["history"] = new JsonArray([.. layers.Select(layer => new JsonObject { ["created"] = Created, ["created_by"] = layer.CreatedBy })]),
        };
        return JsonSerializer.SerializeToUtf8Bytes(config);
    }

    private static IEnumerable<(string DiffId, string CreatedBy)> Layers(EngineLayer engine, ImageAdditions additions, string modelDiffId)
    {
        foreach (string layer in additions.Base?.DiffIds ?? []) yield return (layer, $"base {additions.Base!.Name}");
        yield return ($"sha256:{engine.DiffId}", $"workflow engine {engine.SourceHash}");
        if (additions.ExtraFiles is { } files) yield return ($"sha256:{Sha256Hex.Of(files)}", "workflow extra files");
        yield return ($"sha256:{modelDiffId}", "workflow model");
    }

    private static IEnumerable<string> Variables(ImageAdditions additions)
    {
        HashSet<string> ours = [.. Environment.Select(NameOf)];
        return [.. (additions.Base?.Environment ?? []).Where(variable => !ours.Contains(NameOf(variable))), .. Environment];

        static string NameOf(string variable) => variable.Split('=', 2)[0];
    }
}
