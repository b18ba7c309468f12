using System.Globalization;
using System.Text.Json.Nodes;
using Workflow.Jobs.Images.Bases;

namespace Workflow.Jobs.Images.Dockerfiles;

/// <summary>Whether an image that a user's Dockerfile made still runs the scorer as it has to run.</summary>
internal static class DockerfileChecks
{
    /// <summary>Throws where its configuration does not allow that.</summary>
    /// <param name="configuration">The image's configuration.</param>
    /// <exception cref="ImageException">The message names the line of the Dockerfile and what it must say.</exception>
    public static void Require(ReadOnlySpan<byte> configuration)
    {
        _ = BaseConfig.Read(configuration, "that the Dockerfile makes");
        JsonNode runs = JsonNode.Parse(configuration)!["config"] ?? new JsonObject();
        string user = (string?)runs["User"] ?? string.Empty;
        if (!uint.TryParse(user.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint id) || id == 0)
            throw Refused($"its user is '{user}', and it must be a number other than 0, so that nobody can be root by a name: end with USER {ImageConfig.User}");
        string entrypoint = runs["Entrypoint"]?.ToJsonString() ?? "nothing";
        if (entrypoint != """["/app/scorer"]""") throw Refused($"""it starts {entrypoint}, and it must start the scorer: leave out ENTRYPOINT, or write ENTRYPOINT ["/app/scorer"]""");
        string[] variables = [.. runs["Env"]?.AsArray().Select(variable => (string?)variable ?? string.Empty) ?? []];
        if (variables.FirstOrDefault(variable => !BaseConfig.IsHarmless(variable) && variable != ImageConfig.Diagnostics) is { } harmful)
            throw Refused($"ENV {harmful.Split('=')[0]} tells loader, runtime or scorer to do something else: leave it out");
    }

    private static ImageException Refused(string why) => new($"the Dockerfile's image is refused: {why}");
}
