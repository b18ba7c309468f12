using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Jobs.Images.Bases;

/// <summary>What the configuration of a base says, as far as an image that builds on it takes it over.</summary>
/// <param name="DiffIds">Digests of the layers unpacked.</param>
/// <param name="Environment">Its variables, as NAME=VALUE.</param>
internal sealed record BaseConfig(IReadOnlyList<string> DiffIds, IReadOnlyList<string> Environment)
{
    // By these the loader, the runtime and the scorer itself are told to do something else.
    private static readonly string[] Dropped = ["LD_", "GLIBC_", "MALLOC_", "DOTNET_", "COMPlus_", "CORECLR_", "ASPNETCORE_", "OTEL_", "SCORER_", "AWS_LAMBDA_"];

    /// <summary>Reads a configuration.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="image">Name of the image, for messages.</param>
    /// <exception cref="ImageException">It is none, or for another platform.</exception>
    public static BaseConfig Read(ReadOnlySpan<byte> bytes, string image)
    {
        try
        {
            JsonNode config = JsonNode.Parse(bytes) ?? throw new ImageException($"the base {image} cannot be used: its configuration is empty");
            string platform = $"{(string?)config["os"]}/{(string?)config["architecture"]}";
            if (platform != "linux/amd64") throw new ImageException($"the base {image} cannot be used: it is for {platform}, and the scorer for linux/amd64");
            string[] ids = [.. config["rootfs"]?["diff_ids"]?.AsArray().Select(id => (string?)id ?? string.Empty) ?? []];
            string[] environment = [.. config["config"]?["Env"]?.AsArray().Select(variable => (string?)variable ?? string.Empty) ?? []];
            return new BaseConfig(ids, [.. environment.Where(IsHarmless)]);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            throw new ImageException($"the base {image} cannot be used: its configuration cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>Whether a variable, NAME=VALUE, tells neither loader nor runtime nor scorer what to do.</summary>
    public static bool IsHarmless(string variable) =>
        variable.IndexOf('=', StringComparison.Ordinal) > 0 && !Dropped.Any(prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
