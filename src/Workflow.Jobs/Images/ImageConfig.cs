using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Engine;

namespace Workflow.Jobs.Images;

/// <summary>The configuration of a scorer's image: how it runs, and what it was made of. No time, no host, no version number.</summary>
internal static class ImageConfig
{
    /// <summary>Port on which the scorer listens inside the container.</summary>
    public const int Port = 9090;

    /// <summary>User that it runs as.</summary>
    public const string User = "65532:65532";

    /// <summary>The configuration's bytes.</summary>
    public static byte[] Write(EngineLayer engine, string modelDiffId, IReadOnlyDictionary<string, string> labels)
    {
        long second = 1_000_000_000;
        var config = new JsonObject
        {
            ["created"] = "1970-01-01T00:00:00Z",
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["User"] = User,
                ["ExposedPorts"] = new JsonObject { [string.Create(CultureInfo.InvariantCulture, $"{Port}/tcp")] = new JsonObject() },
                ["Env"] = new JsonArray("DOTNET_EnableDiagnostics=0", "PATH=/app"),
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
                ["diff_ids"] = new JsonArray($"sha256:{engine.DiffId}", $"sha256:{modelDiffId}"),
            },
            ["history"] = new JsonArray(
                new JsonObject { ["created"] = "1970-01-01T00:00:00Z", ["created_by"] = $"workflow engine {engine.SourceHash}" },
                new JsonObject { ["created"] = "1970-01-01T00:00:00Z", ["created_by"] = "workflow model" }),
        };
        return JsonSerializer.SerializeToUtf8Bytes(config);
    }
}
