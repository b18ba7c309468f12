using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Split;
using Workflow.Jobs.Steps.Train;
using Workflow.Jobs.Steps.Validate;
using Workflow.Scoring.Format;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Jobs.Reproduction;

/// <summary>
/// Trains a version again from the pipeline that its run has pinned, and compares every artifact that decides with the one on record. Nothing is
/// registered, deployed or reused: what is made again is thrown away, but for its bytes in the artifact store.
/// </summary>
public sealed class VersionReproducer
{
    // Where the source came from and what a trial took are facts of the day: they may differ.
    private static readonly StepOutput[] Deciding =
    [
        IngestStep.Dataset, SplitStep.Rows, GuardStep.Report, TrainStep.Model, TrainStep.Leaderboard, ValidateStep.Report, ValidateStep.Evaluation, ValidateStep.Pipeline,
    ];

    private readonly RunStore _runs;
    private readonly StepCatalog _steps;
    private readonly IArtifactStore _artifacts;
    private readonly WorkflowHome _home;

    /// <summary>Creates it.</summary>
    public VersionReproducer(RunStore runs, StepCatalog steps, IArtifactStore artifacts, WorkflowHome home)
    {
        _runs = runs;
        _steps = steps;
        _artifacts = artifacts;
        _home = home;
    }

    /// <summary>Trains again, step by step, until an artifact differs.</summary>
    /// <param name="version">The version.</param>
    /// <param name="begun">Told the name of each step that begins.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ReproductionException">The run that made the version is not kept any more, or a step fails now although what was made is the same.</exception>
    /// <exception cref="Workflow.Training.Errors.WorkflowException">A step cannot be done here; the message says why.</exception>
    public async Task<ReproducedVersion> TrainAgainAsync(ModelVersion version, IProgress<string> begun, CancellationToken cancellationToken)
    {
        if (version.ImportedFrom is { } origin) throw new ReproductionException($"{version.Name} was made at another site, by run {origin.RunId} as {origin.Name}: reproduce it there");
        RunRecord run = await _runs.FindAsync(version.RunId!, cancellationToken).ConfigureAwait(false)
            ?? throw new ReproductionException($"run {version.RunId}, which made {version.Name}, is not kept any more: what it was made from is in the model card, but not the settings to the last one");
        var earlier = new Dictionary<string, StepOutputs>(StringComparer.Ordinal);
        var artifacts = new List<ReproducedArtifact>();
        foreach (string step in Deciding.Select(output => output.Step).Distinct(StringComparer.Ordinal))
        {
            begun.Report(step);
            StepResult made = await RunAsync(run, step, earlier, cancellationToken).ConfigureAwait(false);
            artifacts.AddRange(Compare(run, version, step, made));
            earlier.Add(step, made.Outputs);
            if (artifacts.Exists(artifact => !artifact.IsIdentical)) break;
            if (made.Failure is { } failure)
            {
                string? reason = await ExplainAsync(run, version, earlier[IngestStep.Dataset.Step], cancellationToken).ConfigureAwait(false);
                throw new ReproductionException($"step {step} fails now: {failure.Message}{(reason is null ? null : $"; {reason}")}");
            }
        }

        int difference = artifacts.FindIndex(artifact => !artifact.IsIdentical);
        if (difference < 0) return new ReproducedVersion(version, artifacts, null);
        string? remark = await ExplainAsync(run, version, earlier[IngestStep.Dataset.Step], cancellationToken).ConfigureAwait(false);
        return new ReproducedVersion(version, artifacts[..(difference + 1)], remark);
    }

    private async Task<StepResult> RunAsync(RunRecord run, string name, Dictionary<string, StepOutputs> earlier, CancellationToken cancellationToken)
    {
        IStep step = _steps.Find(run.Definition.Step(name));
        using var work = new WorkDirectory(_home);
        var context = new StepContext(
            new StepClaim(run.Id, name, 0), run.Definition, earlier, _artifacts, new Lazy<string>(() => work.Path), new Progress<StepProgress>(_ => { }), new NoLog());
        PreparedStep prepared = await step.PrepareAsync(context, cancellationToken).ConfigureAwait(false);
        return await prepared.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<ReproducedArtifact> Compare(RunRecord run, ModelVersion version, string step, StepResult made)
    {
        foreach (StepOutput output in Deciding.Where(output => output.Step == step))
        {
            string? recorded = output == ValidateStep.Pipeline ? version.PipelineSha256 : run.Find(output);

            // An older release did not make it; or the step fails now, and does not come to it.
            if (recorded is null || (made.Failure is not null && made.Outputs.Find(output.Output) is null)) continue;
            yield return new ReproducedArtifact(step, output.Output, recorded, made.Outputs.Find(output.Output)!);
        }
    }

    // The version's own lineage says what it was trained on, and by what; the leaderboard of its run, with which libraries.
    private async Task<string?> ExplainAsync(RunRecord run, ModelVersion version, StepOutputs ingested, CancellationToken cancellationToken)
    {
        if (!await _artifacts.ContainsAsync(version.PipelineSha256, cancellationToken).ConfigureAwait(false)) return null;
        Lineage lineage = PipelineFileReader.Read(await _artifacts.ReadAsync(version.PipelineSha256, cancellationToken).ConfigureAwait(false)).Manifest.Lineage;
        IngestReport source = JobsJson.Read<IngestReport>(await _artifacts.ReadAsync(ingested.Find(IngestStep.Report.Output)!, cancellationToken).ConfigureAwait(false));
        var remarks = new List<string>();
        if (source.SourceSha256 != lineage.SourceSha256)
        {
            remarks.Add($"the source is another one: {version.Name} was trained on {lineage.SourceSha256}, {source.Origin} is {source.SourceSha256} now");
        }

        if (lineage.CodeVersion != CodeVersion.Training) remarks.Add($"{version.Name} was trained by code {lineage.CodeVersion}, this is {CodeVersion.Training}");
        if (XGBoostLearner.FindLibrary() is { } here && await FindLibraryAsync(run, cancellationToken).ConfigureAwait(false) is { } then && then != here)
        {
            remarks.Add($"{version.Name} was trained with {then}, this machine has {here}");
        }

        return remarks.Count == 0 ? null : string.Join("; ", remarks);
    }

    private async Task<string?> FindLibraryAsync(RunRecord run, CancellationToken cancellationToken)
    {
        Leaderboard? leaderboard = await new RunDocuments(run, _artifacts).TryReadAsync<Leaderboard>(TrainStep.Leaderboard, cancellationToken).ConfigureAwait(false);
        return leaderboard?.Trials.FirstOrDefault(trial => trial.Learner == XGBoostLearner.LearnerName)?.Library;
    }

    private sealed class NoLog : IStepLog
    {
        public void Write(string line)
        {
        }
    }
}
