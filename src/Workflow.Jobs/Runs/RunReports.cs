using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.Deploy;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
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
    private readonly TimeProvider _time;

    /// <summary>Creates the reports.</summary>
    public RunReports(RunStore runs, VersionStore versions, IArtifactStore artifacts, TimeProvider time)
    {
        _runs = runs;
        _versions = versions;
        _artifacts = artifacts;
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
    public async Task<RunResult?> FullAsync(string runId, CancellationToken cancellationToken)
    {
        if (await _runs.FindAsync(runId, cancellationToken).ConfigureAwait(false) is not { } run) return null;
        IReadOnlyDictionary<string, StepOutputs> outputs = run.Outputs;
        RunResult outline = Outline(run);

        // Only here: texts that steps hand on may be long, and lists and progress are sent often.
        RunResult result = outline with { Steps = [.. outline.Steps.Zip(run.Steps, (shown, step) => shown with { Outputs = step.Outputs })] };
        if (await ReadAsync<IngestReport>(outputs, IngestStep.Report, cancellationToken).ConfigureAwait(false) is { } ingest)
        {
            result = result with { Dataset = new RunDataset(ingest.Origin, ingest.Simulated, ingest.Rows, Find(outputs, IngestStep.Dataset)!, ingest.PassedOver) };
        }

        if (await ReadAsync<DataSplit>(outputs, SplitStep.Rows, cancellationToken).ConfigureAwait(false) is { } split)
        {
            result = result with
            {
                Split = new RunSplit(new RunPart(split.TrainName, split.Train.Length), new RunPart(split.TestName, split.Test.Length), split.Method, split.Warning),
            };
        }

        if (await ReadAsync<GuardReport>(outputs, GuardStep.Report, cancellationToken).ConfigureAwait(false) is { } guards)
        {
            result = result with { Findings = [.. guards.Findings.Select(RunFinding.Of)] };
        }

        result = await WithTrainingAsync(result, outputs, cancellationToken).ConfigureAwait(false);
        return await WithVersionAsync(result, run, outputs, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RunResult> WithTrainingAsync(RunResult result, IReadOnlyDictionary<string, StepOutputs> outputs, CancellationToken cancellationToken)
    {
        if (await ReadAsync<Leaderboard>(outputs, TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false) is not { } leaderboard) return result;
        TrialTimings? timings = await ReadAsync<TrialTimings>(outputs, TrainStep.Timings, cancellationToken).ConfigureAwait(false);
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
        };
    }

    private async Task<RunResult> WithVersionAsync(
        RunResult result, RunRecord run, IReadOnlyDictionary<string, StepOutputs> outputs, CancellationToken cancellationToken)
    {
        ValidationReport? validation = await ReadAsync<ValidationReport>(outputs, ValidateStep.Report, cancellationToken).ConfigureAwait(false);
        if (validation is not null) result = result with { Metrics = new RunMetrics(validation.Test, validation.Regression) };
        if (Find(outputs, ValidateStep.Pipeline) is not { } digest) return result;
        ScoringPipeline pipeline = await _artifacts.ReadPipelineAsync(digest, cancellationToken).ConfigureAwait(false);
        ModelVersion? version = await _versions.FindByPipelineAsync(run.Project, run.Definition.Name, digest, cancellationToken).ConfigureAwait(false);
        BuiltImage? image = await ReadAsync<BuiltImage>(outputs, BuildImageStep.Image, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Version = version?.Number,
            VersionName = version?.Name,
            InputColumns = [.. pipeline.InputColumns.Select(column => column.Name)],
            Image = image is null ? null : new RunImage(image.Reference, image.ManifestDigest, image.ConfigDigest, image.SizeBytes, image.CompressedBytes),
            Endpoint = Find(outputs, DeployStep.Url) is { } url
                ? new RunEndpoint(Find(outputs, DeployStep.Endpoint)!, url, SampleRequest(pipeline))
                : null,
        };
    }

    /// <summary>Where a run that was read stands.</summary>
    internal RunResult Outline(RunRecord run) => new()
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

    private static string? Find(IReadOnlyDictionary<string, StepOutputs> outputs, StepOutput input) => outputs.GetValueOrDefault(input.Step)?.Find(input.Output);

    /// <summary>A document that a step has left; null where it has not.</summary>
    internal async Task<T?> ReadAsync<T>(IReadOnlyDictionary<string, StepOutputs> outputs, StepOutput input, CancellationToken cancellationToken)
        where T : class => Find(outputs, input) is { } digest
            ? JobsJson.Read<T>(await _artifacts.ReadAsync(digest, cancellationToken).ConfigureAwait(false))
            : null;
}
