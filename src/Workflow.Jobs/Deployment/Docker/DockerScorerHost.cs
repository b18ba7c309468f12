using System.Globalization;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Predictions;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>
/// Scorers as containers of a Docker engine: read-only, without capabilities or new privileges, as user 65532, published on 127.0.0.1.
/// Labels mark what is ours; nothing else is ever touched.
/// </summary>
public sealed class DockerScorerHost : IScorerHost
{
    private const string HomeLabel = "workflow.home";
    private const string EndpointLabel = "workflow.endpoint";
    private const string PortLabel = "workflow.port";
    private const string KeysLabel = "workflow.keys";
    private const string PipelineLabel = "workflow.pipeline.sha256";
    private const long UsualMemory = 256L << 20;
    private const decimal NanosInCpu = 1_000_000_000;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);

    private readonly DockerClient _docker;
    private readonly ImageArchive _archive;
    private readonly PredictionDelivery _predictions;
    private readonly string _homeId;

    /// <summary>Creates the host.</summary>
    public DockerScorerHost(DockerClient docker, ImageArchive archive, WorkflowHome home)
    {
        _docker = docker;
        _archive = archive;
        _predictions = new PredictionDelivery(home);
        _homeId = home.Id;
    }

    /// <inheritdoc/>
    public string Name => PlatformNames.Docker;

    /// <inheritdoc/>
    public PlannedResource Describe(string endpoint, ScorerSettings settings, int port) => new("container", $"{endpoint}-*")
    {
        Cpu = settings.CpuText,
        Memory = string.Create(CultureInfo.InvariantCulture, $"{MemoryOf(settings) >> 20} MiB of memory"),
        Port = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        Identity = $"user {ImageConfig.User} without capabilities, read-only",
        Predictions = settings.PredictionsText,
        Price = "none, on this machine",
    };

    /// <inheritdoc/>
    public string Remedy => _docker.OtherMachine is { } other
        ? $"the Docker engine at {other} is on another machine: its ports are not this machine's. Run workflow there, or unset DOCKER_HOST"
        : "no Docker engine answers (start one, or set DOCKER_HOST; platform process needs none)";

    /// <inheritdoc/>
    public async Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => _docker.OtherMachine is null && await _docker.AnswersAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task PrepareAsync(DeploymentRequest request, CancellationToken cancellationToken) => RequireImageAsync(request.Image, cancellationToken);

    /// <inheritdoc/>
    public async Task<DeploymentHandle> StartAsync(DeploymentRequest request, ScorerSettings settings, int port, CancellationToken cancellationToken)
    {
        LoopbackPorts.RequireFree(port);
        BuiltImage image = request.Image;
        string digest = await RequireImageAsync(image, cancellationToken).ConfigureAwait(false);
        if (settings.PredictionShare is not null) _predictions.MakeFolder();
        string name = string.Create(CultureInfo.InvariantCulture, $"{request.Endpoint}-{Guid.CreateVersion7().ToString("N")[^8..]}");
        string id = await _docker.CreateContainerAsync(name, Configuration(request, digest, settings, port), cancellationToken).ConfigureAwait(false);
        try
        {
            await _docker.StartContainerAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await _docker.RemoveContainerAsync(id, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return new DeploymentHandle(Name, id, port) { Keys = request.Keys.Handed };
    }

    /// <inheritdoc/>
    public async Task<bool> HasSettingsAsync(DeploymentHandle handle, ScorerSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        JsonObject? container = await _docker.InspectContainerAsync(handle.Id, cancellationToken).ConfigureAwait(false);
        JsonNode? limits = container?["HostConfig"];
        return limits?["Memory"]?.GetValue<long>() == MemoryOf(settings)
            && limits["NanoCpus"]?.GetValue<long>() == NanosOf(settings)
            && ContainerVariables.Find(container, PredictionDelivery.ShareVariable) == (settings.PredictionShare is { } share ? PredictionDelivery.Text(share) : null);
    }

    /// <inheritdoc/>
    public Task<bool> IsRunningAsync(DeploymentHandle handle, CancellationToken cancellationToken) => _docker.IsRunningAsync(handle.Id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProofCheck>> InspectAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(expected);
        return new ContainerProof(_docker, _predictions).InspectAsync(
            handle, expected, LabelsOf(expected.Endpoint, handle.Port.ToString(CultureInfo.InvariantCulture), expected.PipelineSha256, handle.Keys), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        await HaltAsync(handle, cancellationToken).ConfigureAwait(false);
        await _docker.RemoveContainerAsync(handle.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task HaltAsync(DeploymentHandle handle, CancellationToken cancellationToken) => _docker.StopContainerAsync(handle.Id, DrainTimeout, cancellationToken);

    /// <inheritdoc/>
    public async Task<DeploymentHandle> RestartAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        LoopbackPorts.RequireFree(handle.Port);
        await _docker.StartContainerAsync(handle.Id, cancellationToken).ConfigureAwait(false);
        return handle;
    }

    /// <inheritdoc/>
    public Task<string> LogTailAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) => _docker.LogTailAsync(handle.Id, lines, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeploymentHandle>> FindAsync(string endpoint, CancellationToken cancellationToken)
    {
        IReadOnlyList<DockerContainer> containers = await _docker.ListContainersAsync(
            [new(HomeLabel, _homeId), new(EndpointLabel, endpoint)], cancellationToken).ConfigureAwait(false);
        return [.. containers.Select(container => new DeploymentHandle(Name, container.Id, int.Parse(container.Labels[PortLabel], CultureInfo.InvariantCulture)) { Keys = HandedKeys.Parse(container.Labels.GetValueOrDefault(KeysLabel)) })];
    }

    // A tag could be moved behind our back; a digest cannot.
    private async Task<string> RequireImageAsync(BuiltImage image, CancellationToken cancellationToken)
    {
        if (await _docker.FindImageAsync(image, cancellationToken).ConfigureAwait(false) is { } there) return there;
        await _docker.LoadImageAsync(stream => _archive.WriteAsync(stream, image.Reference, image.ManifestDigest, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await _docker.FindImageAsync(image, cancellationToken).ConfigureAwait(false)
            ?? throw new DockerException($"the engine has loaded {image.Reference} and knows neither {image.ConfigDigest} nor {image.ManifestDigest}");
    }

    private static long MemoryOf(ScorerSettings settings) => settings.MemoryBytes ?? UsualMemory;

    private static long NanosOf(ScorerSettings settings) => (long)((settings.Cpu ?? 0) * NanosInCpu);

    private Dictionary<string, string> LabelsOf(string endpoint, string port, string pipelineSha256, HandedKeys? keys)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [HomeLabel] = _homeId, [EndpointLabel] = endpoint, [PortLabel] = port, [PipelineLabel] = pipelineSha256 };
        if (keys is not null) labels[KeysLabel] = keys.ToString();
        return labels;
    }

    private JsonObject SocketMount() => new()
    {
        ["Type"] = "bind",
        ["Source"] = _predictions.Folder,
        ["Target"] = PredictionDelivery.FolderInContainers,
        ["ReadOnly"] = true,
    };

    private JsonObject Configuration(DeploymentRequest request, string image, ScorerSettings settings, int port)
    {
        string inside = string.Create(CultureInfo.InvariantCulture, $"{ImageConfig.Port}/tcp");
        string outside = port.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["Image"] = image,
            ["User"] = ImageConfig.User,
            ["Labels"] = new JsonObject(LabelsOf(request.Endpoint, outside, request.PipelineSha256, request.Keys.Handed).Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
            ["Env"] = new JsonArray([.. request.Keys.Variables.Concat(_predictions.OfContainer(request.Endpoint, settings.PredictionShare)).Select(variable => JsonValue.Create($"{variable.Key}={variable.Value.Reveal()}"))]),
            ["ExposedPorts"] = new JsonObject { [inside] = new JsonObject() },
            ["HostConfig"] = new JsonObject
            {
                ["PortBindings"] = new JsonObject { [inside] = new JsonArray(new JsonObject { ["HostIp"] = "127.0.0.1", ["HostPort"] = outside }) },
                ["Mounts"] = settings.PredictionShare is null ? new JsonArray() : new JsonArray(SocketMount()),
                ["ReadonlyRootfs"] = true,
                ["CapDrop"] = new JsonArray("ALL"),
                ["SecurityOpt"] = new JsonArray("no-new-privileges"),
                ["Memory"] = MemoryOf(settings),
                ["NanoCpus"] = NanosOf(settings),
                ["PidsLimit"] = 128,
                ["RestartPolicy"] = new JsonObject { ["Name"] = "unless-stopped" },
                ["LogConfig"] = new JsonObject { ["Type"] = "json-file", ["Config"] = new JsonObject { ["max-size"] = "10m", ["max-file"] = "3" } },
            },
        };
    }
}
