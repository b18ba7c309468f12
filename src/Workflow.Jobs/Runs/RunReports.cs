using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.Deploy;
using Workflow.Jobs.Steps.DeployVersion;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.ScoreBatch;
using Workflow.Jobs.Steps.Split;
using Workflow.Jobs.Steps.Train;
using Workflow.Jobs.Steps.Validate;
using Workflow.Scoring;
using Workflow.Training.Guards;
using Workflow.Training.Splits;

namespace Workflow.Jobs.Runs;

/// <summary>Tells everything about a run from what its steps have left, at any moment of its life.</summary>
public sealed class RunReports
{
    private readonly RunStore _runs;
    private readonly VersionStore _versions;
    private readonly IArtifactStore _artifacts;
    private readonly GatewayPresence _gateways;
    private readonly TimeProvider _time;

    /// <summary>Creates the reports.</summary>
    public RunReports(RunStore runs, VersionStore versions, IArtifactStore artifacts, GatewayPresence gateways, TimeProvider time)
    {
        _runs = runs;
        _versions = versions;
        _artifacts = artifacts;
        _gateways = gateways;
        _time = time;
    }

    /// <summary>Where a run and its steps stand, without what they have made: cheap enough to be asked often.</summary>
    /// <returns>Null where there is no such run.</returns>
    public async Task<RunResult?> ProgressAsync(string runId, CancellationToken cancellationToken) =>
        await _runs.FindAsync(runId, cancellationToken).ConfigureAwait(false) is { } run ? Outline(run) : null;

    /// <summary>Where some runs stand.</summary>
    public async Task<IReadOnlyList<RunResult>> ListAsync(RunFilter filter, int limit, string? before, CancellationToken cancellationToken) =>
        [.. (await _runs.ListAsync(filter, limit, before, cancellationToken).ConfigureAwait(false)).Select(Outline)];

    /// <summary>Everything about a run.</summary>
    /// <returns>Null where there is no such run.</returns>
    /// <exception cref="ArtifactException">Something that it made is gone.</exception>
    public async Task<RunResult?> FullAsync(string runId, CancellationToken cancellationToken) =>
        await _runs.FindAsync(runId, cancellationToken).ConfigureAwait(false) is { } run
            ? await FullAsync(new RunDocuments(run, _artifacts), cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Everything about a run that was read.</summary>
    /// <exception cref="ArtifactException">Something that it made is gone.</exception>
    internal async Task<RunResult> FullAsync(RunDocuments documents, CancellationToken cancellationToken)
    {
        RunRecord run = documents.Run;
        RunResult outline = Outline(run);

        // Only here: texts that steps hand on may be long, and lists and progress are sent often.
        RunResult result = outline with { Steps = [.. outline.Steps.Zip(run.Steps, (shown, step) => shown with { Outputs = step.Outputs })] };
        if (await documents.ReadAsync<IngestReport>(IngestStep.Report, cancellationToken).ConfigureAwait(false) is { } ingest)
        {
            result = result with { Dataset = new RunDataset(ingest.Origin, ingest.Simulated, ingest.Rows, run.Find(IngestStep.Dataset)!, ingest.PassedOver) { RepeatsLeftOut = ingest.RepeatsLeftOut } };
        }

        if (await documents.ReadAsync<DataSplit>(SplitStep.Rows, cancellationToken).ConfigureAwait(false) is { } split)
        {
            result = result with
            {
                Split = new RunSplit(new RunPart(split.TrainName, split.Train.Length), new RunPart(split.TestName, split.Test.Length), split.Method, split.Warning),
            };
        }

        if (await documents.ReadAsync<GuardReport>(GuardStep.Report, cancellationToken).ConfigureAwait(false) is { } guards)
        {
            result = result with { Findings = [.. guards.Findings.Select(RunFinding.Of)] };
        }

        result = await WithTrainingAsync(result, documents, cancellationToken).ConfigureAwait(false);
        return await WithVersionAsync(result, documents, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<RunResult> WithTrainingAsync(RunResult result, RunDocuments documents, CancellationToken cancellationToken)
    {
        if (await documents.ReadAsync<Leaderboard>(TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false) is not { } leaderboard) return result;
        TrialTimings? timings = await documents.ReadAsync<TrialTimings>(TrainStep.Timings, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Leaderboard =
            [
                .. from entry in leaderboard.Trials
                   let timing = timings?.Trials.FirstOrDefault(timing => timing.Trial == entry.Trial)
                   select RunTrial.Of(entry, entry.Trial == leaderboard.Chosen, timing),
            ],
            Choice = leaderboard.Choice,
            OperatingPoint = leaderboard.OperatingPoint,
            BackTest = leaderboard.BackTest,
        };
    }

    private async Task<RunResult> WithVersionAsync(RunResult result, RunDocuments documents, CancellationToken cancellationToken)
    {
        RunRecord run = documents.Run;
        ValidationReport? validation = await documents.ReadAsync<ValidationReport>(ValidateStep.Report, cancellationToken).ConfigureAwait(false);
        if (validation is not null) result = result with { Metrics = new RunMetrics(validation.Test, validation.Regression) };
        if (run.Definition.Batch is { } batch) return await WithBatchAsync(result, documents, batch, cancellationToken).ConfigureAwait(false);
        if (run.Definition.Release is { } release) return await WithReleaseAsync(result, run, release, cancellationToken).ConfigureAwait(false);
        if (run.Find(ValidateStep.Pipeline) is not { } digest) return result;
        ModelVersion? version = await _versions.FindByPipelineAsync(run.Project, run.Definition.Name, digest, cancellationToken).ConfigureAwait(false);
        ScoringPipeline? pipeline = await ReadPipelineAsync(version, digest, cancellationToken).ConfigureAwait(false);
        BuiltImage? image = await documents.ReadAsync<BuiltImage>(BuildImageStep.Image, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Version = version?.Number,
            VersionName = version?.Name,
            InputColumns = pipeline is null ? null : [.. pipeline.InputColumns.Select(column => column.Name)],
            Image = image is null ? null : new RunImage(image.Reference, image.ManifestDigest, image.ConfigDigest, image.SizeBytes, image.CompressedBytes),
            Endpoint = pipeline is not null && run.Find(DeployStep.Url) is { } url ? EndpointOf(run, run.Find(DeployStep.Endpoint)!, url, pipeline) : null,
        };
    }

    private static async Task<RunResult> WithBatchAsync(RunResult result, RunDocuments documents, BatchDefinition batch, CancellationToken cancellationToken) => result with
    {
        Version = batch.Version,
        VersionName = $"{documents.Run.Definition.Name}@{batch.Version}",
        Batch = await documents.ReadAsync<BatchReport>(ScoreBatchStep.Report, cancellationToken).ConfigureAwait(false),
    };

    private async Task<RunResult> WithReleaseAsync(RunResult result, RunRecord run, ReleaseDefinition release, CancellationToken cancellationToken)
    {
        ModelVersion? version = await _versions.FindByPipelineAsync(run.Project, run.Definition.Name, release.PipelineSha256, cancellationToken).ConfigureAwait(false);
        ScoringPipeline? pipeline = await ReadPipelineAsync(version, release.PipelineSha256, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Version = release.Version,
            VersionName = $"{run.Definition.Name}@{release.Version}",
            Image = new RunImage(release.Image.Reference, release.Image.ManifestDigest, release.Image.ConfigDigest, release.Image.SizeBytes, release.Image.CompressedBytes),
            Endpoint = pipeline is not null && run.Find(DeployVersionStep.Url) is { } url ? EndpointOf(run, run.Find(DeployVersionStep.Endpoint)!, url, pipeline) : null,
        };
    }

    // Who asks a version beside another at its own address does not ask the endpoint.
    private RunEndpoint EndpointOf(RunRecord run, string name, string url, ScoringPipeline pipeline)
    {
        var endpoint = new RunEndpoint(name, url, SampleRequest(pipeline), run.Definition.Environment(run.Definition.DeployTo).ApiKeys);
        if (run.Definition.Release is not { Traffic: { } traffic } release) return endpoint;
        string stable = _gateways.Find() is { } gateway ? StableAddresses.Of(gateway, name).ToString() : url;
        return endpoint with { Url = stable, Second = new RunSecond($"{run.Definition.Name}@{release.Version}", url, traffic.ToString()) };
    }

    // Of a version that was removed its record is told still.
    private async Task<ScoringPipeline?> ReadPipelineAsync(ModelVersion? version, string digest, CancellationToken cancellationToken) =>
        version is { RemovedAt: not null } ? null : await _artifacts.ReadPipelineAsync(digest, cancellationToken).ConfigureAwait(false);

    /// <summary>Where a run that was read stands.</summary>
    public RunResult Outline(RunRecord run) => new()
    {
        Run = run.Id,
        State = run.State,
        Pipeline = run.Definition.Name,
        Cause = run.Cause.Text,
        CauseKind = run.Cause.Kind,
        CauseId = run.Cause.Id,
        LogicalAt = run.LogicalAt,
        Tags = run.Definition.Tags is { Count: > 0 } tags ? tags : null,
        Settings = run.Settings is { Count: > 0 } settings ? settings : null,
        Reason = run.Reason,
        CreatedAt = run.CreatedAt,
        Seconds = Seconds(run.StartedAt, run.EndedAt),
        Steps = [.. run.Steps.Select(step => RunStep.Of(step, Seconds(step.StartedAt, step.EndedAt)))],
    };

    private double? Seconds(DateTimeOffset? from, DateTimeOffset? to) => from is { } start ? ((to ?? _time.GetUtcNow()) - start).TotalSeconds : null;

    // The same request that the scorer offers at /model/sample_request.
    private static string SampleRequest(ScoringPipeline pipeline)
    {
        var request = new JsonObject
        {
            ["fields"] = new JsonArray([.. pipeline.InputColumns.Select(column => (JsonNode)column.Name)]),
            ["rows"] = new JsonArray(new JsonArray([.. pipeline.Golden.Rows[0].Cells.Select(cell => (JsonNode?)cell)])),
        };
        return request.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
