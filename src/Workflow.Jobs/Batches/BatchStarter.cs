using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Batches;

/// <summary>Begins the runs that score files. A run: so it is on record, goes on after a crash, and can be followed and cancelled.</summary>
public sealed class BatchStarter(VersionStore versions, EndpointStore endpoints, IArtifactStore artifacts, RunStore runs, RunTransitions transitions)
{
    /// <summary>What a request's version is for the newest one.</summary>
    public const string Latest = "latest";

    /// <summary>Begins a run.</summary>
    /// <returns>The run, and whether it is an interrupted one that is taken up again.</returns>
    /// <exception cref="BatchException">What is asked for cannot be done.</exception>
    public async Task<(string RunId, bool IsResumed)> StartAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        NewRun run = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);

        // A person who asks by name wants to hear of a mistake at once; a schedule's files may come until its turn does.
        _ = InputFiles.Find(run.Definition.Batch!.Inputs);
        if (request.ResumeInterrupted && await runs.FindUnfinishedAsync(run.Definition, noCache: false, cancellationToken).ConfigureAwait(false) is { } unfinished)
        {
            return (unfinished.Id, true);
        }

        return (await transitions.CreateAsync(run, cancellationToken).ConfigureAwait(false), false);
    }

    /// <summary>Checks and pins a run, and does not begin it.</summary>
    /// <exception cref="BatchException">What is asked for cannot be done.</exception>
    public async Task<NewRun> PrepareAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Inputs.Count == 0 || request.Inputs.Any(string.IsNullOrWhiteSpace)) throw new BatchException("no input is named");
        if (string.IsNullOrWhiteSpace(request.Output)) throw new BatchException("no output is named");
        if (ErrorLimit.Parse(request.Options.MostErrors) is null) throw new BatchException($"'{request.Options.MostErrors}' is no limit of wrong rows: {ErrorLimit.Forms}");
        string output = Path.GetFullPath(request.Output, request.BaseDirectory);
        bool isIntoFolder = Path.EndsInDirectorySeparator(output) || Directory.Exists(output);
        if (!isIntoFolder) RowFileFormat.Of(output);
        (long number, string digest) = await VersionAsync(request, cancellationToken).ConfigureAwait(false);
        _ = OutputColumns.Of(await artifacts.ReadPipelineAsync(digest, cancellationToken).ConfigureAwait(false), request.Options.Kept, request.Options.HasContributions);
        var definition = new PipelineDefinition
        {
            Name = request.Model,
            Environments = [],
            DeployTo = string.Empty,
            Steps = StandardGraph.Batch,
            Batch = new BatchDefinition(number, digest, [.. request.Inputs.Select(input => Path.GetFullPath(input, request.BaseDirectory))], Path.TrimEndingDirectorySeparator(output))
            {
                IsIntoFolder = isIntoFolder,
                Options = request.Options,
                Existing = request.Existing ?? (isIntoFolder ? ExistingOutput.KeepScored : ExistingOutput.ReplaceOwn),
            },
        };
        return new NewRun(Projects.Default, definition, request.Cause) { IdempotencyKey = request.IdempotencyKey, LogicalAt = request.LogicalAt };
    }

    private async Task<(long Number, string PipelineSha256)> VersionAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        long? number = null;
        if (request.Version is not (null or Latest))
        {
            if (!long.TryParse(request.Version, NumberStyles.None, CultureInfo.InvariantCulture, out long named)) return await ServedAsync(request, cancellationToken).ConfigureAwait(false);
            number = named;
        }

        ModelVersion version = await versions.FindAsync(Projects.Default, request.Model, number, cancellationToken).ConfigureAwait(false)
            ?? throw new BatchException(string.Create(CultureInfo.InvariantCulture, $"there is no version {request.Model}{(number is { } missing ? $"@{missing}" : string.Empty)}: workflow versions lists those that there are"));
        version.RequirePresent();
        return (version.Number, version.PipelineSha256);
    }

    private async Task<(long Number, string PipelineSha256)> ServedAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        string name = $"{request.Model}-{request.Version}";
        EndpointRecord endpoint = await endpoints.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false)
            ?? throw new BatchException($"'{request.Version}' is no version of {request.Model}: a number, {Latest}, or an environment that serves it (there is no endpoint {name})");
        return (endpoint.Version, endpoint.PipelineSha256);
    }
}
