using System.Globalization;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Predictions;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>Looks whether a container runs the image that was deployed, as that image says, with nothing laid over it.</summary>
internal sealed class ContainerProof(DockerClient docker, PredictionDelivery predictions)
{
    private static readonly string[] OfTheImage = ["Entrypoint", "Cmd"];
    private static readonly string[] Given = [.. PredictionDelivery.AllVariables.Append(ApiKeys.Variable).Select(name => $"{name}=")];

    /// <summary>Looks; empty where the container does not run.</summary>
    /// <param name="handle">The container.</param>
    /// <param name="expected">What it has to be.</param>
    /// <param name="labels">The labels that it was made with.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="DockerException">The engine does not say.</exception>
    public async Task<IReadOnlyList<ProofCheck>> InspectAsync(
        DeploymentHandle handle, ExpectedDeployment expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        JsonObject? container = await docker.InspectContainerAsync(handle.Id, cancellationToken).ConfigureAwait(false);
        if (container is null || container["State"]?["Running"]?.GetValue<bool>() is not true) return [];

        // Engines name an image by its configuration, or by its manifest where they keep images as registries do.
        string image = container["Image"]?.GetValue<string>() ?? string.Empty;
        ProofCheck running = image == expected.Image.ManifestDigest ? ProofCheck.Proven("image", image) : ProofCheck.Compare("image", expected.Image.ConfigDigest, image);
        JsonObject? known = await docker.InspectImageAsync(image, cancellationToken).ConfigureAwait(false);
        string[] differences = [.. Differences(container, known, handle, labels), .. PredictionDifferences(container, expected)];
        return
        [
            running,
            differences.Length == 0 ? ProofCheck.Proven("container", "it runs as it was made") : ProofCheck.Refuted("container", string.Join(", ", differences)),
        ];
    }

    private static IEnumerable<string> Differences(JsonObject container, JsonObject? image, DeploymentHandle handle, IReadOnlyDictionary<string, string> labels)
    {
        JsonNode? config = container["Config"];
        foreach ((string label, string value) in labels)
        {
            if (config?["Labels"]?[label]?.GetValue<string>() is var found && found != value) yield return $"label {label} is '{found}', not '{value}'";
        }

        foreach (string setting in OfTheImage)
        {
            if (image is not null && !JsonNode.DeepEquals(config?[setting], image["Config"]?[setting])) yield return $"{setting} is not the image's";
        }

        if (image is not null && !ContainerVariables.All(container).Where(variable => !IsGiven(variable)).SequenceEqual(ContainerVariables.All(image), StringComparer.Ordinal)) yield return "Env is not the image's";
        if (ContainerVariables.Find(container, ApiKeys.Variable) is not null != handle.Keys is not null) yield return handle.Keys is null ? "it was given API keys" : "it was given no API keys";
        if (config?["User"]?.GetValue<string>() is var user && user != ImageConfig.User) yield return $"it runs as user '{user}', not {ImageConfig.User}";
        if (container["HostConfig"]?["ReadonlyRootfs"]?.GetValue<bool>() is not true) yield return "its files can be written";
        if (!Publishes(container, handle.Port)) yield return string.Create(CultureInfo.InvariantCulture, $"port {handle.Port} does not lead to it");
    }

    private static bool IsGiven(string variable) => Array.Exists(Given, name => variable.StartsWith(name, StringComparison.Ordinal));

    // Where it sends what it predicts, that is the socket of this home, by its endpoint's key; nothing else is laid over its files.
    private IEnumerable<string> PredictionDifferences(JsonObject container, ExpectedDeployment expected)
    {
        double? share = double.TryParse(ContainerVariables.Find(container, PredictionDelivery.ShareVariable), NumberStyles.Float, CultureInfo.InvariantCulture, out double some) ? some : null;
        IReadOnlyDictionary<string, SecretText> meant = predictions.OfContainer(expected.Endpoint, share);
        foreach (string name in PredictionDelivery.AllVariables)
        {
            if (ContainerVariables.Find(container, name) != meant.GetValueOrDefault(name)?.Reveal()) yield return $"{name} is not what it was given";
        }

        foreach (JsonNode? mount in container["Mounts"] as JsonArray ?? [])
        {
            if (share is null || !IsSocket(mount)) yield return $"{mount?["Destination"]} is laid over the image's files";
        }
    }

    private bool IsSocket(JsonNode? mount) =>
        (mount?["Type"]?.GetValue<string>(), mount?["Source"]?.GetValue<string>(), mount?["Destination"]?.GetValue<string>()) == ("bind", predictions.Folder, PredictionDelivery.FolderInContainers);

    private static bool Publishes(JsonObject container, int port) =>
        container["NetworkSettings"]?["Ports"]?[string.Create(CultureInfo.InvariantCulture, $"{ImageConfig.Port}/tcp")] is JsonArray bindings
        && bindings.Any(binding => binding?["HostPort"]?.GetValue<string>() == port.ToString(CultureInfo.InvariantCulture));
}
