using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Sources;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Runs;

/// <summary>Begins runs: reads and checks everything that can be checked before any work, and pins it.</summary>
public sealed class RunStarter
{
    private readonly RunTransitions _transitions;
    private readonly RunStore _runs;
    private readonly RecipeFiles _recipes;
    private readonly SplitFiles _splits;
    private readonly IArtifactStore _artifacts;
    private readonly CustomImages _images;

    /// <summary>Creates a starter.</summary>
    public RunStarter(RunTransitions transitions, RunStore runs, RecipeFiles recipes, SplitFiles splits, IArtifactStore artifacts, CustomImages images)
    {
        _transitions = transitions;
        _runs = runs;
        _recipes = recipes;
        _splits = splits;
        _artifacts = artifacts;
        _images = images;
    }

    /// <summary>Begins a run.</summary>
    /// <param name="file">pipelines.yaml.</param>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <returns>The run, and whether it is an interrupted one that is taken up again.</returns>
    /// <exception cref="Workflow.Training.Errors.WorkflowException">The run cannot be begun; the message says why.</exception>
    public async Task<(string RunId, bool IsResumed)> StartAsync(PipelinesFile file, RunRequest request, CancellationToken cancellationToken)
    {
        NewRun run = await PrepareAsync(file, request, cancellationToken).ConfigureAwait(false);
        if (request.ResumeInterrupted
            && await _runs.FindUnfinishedAsync(run.Definition, request.NoCache, cancellationToken).ConfigureAwait(false) is { } unfinished)
        {
            return (unfinished.Id, true);
        }

        return (await _transitions.CreateAsync(run, cancellationToken).ConfigureAwait(false), false);
    }

    /// <summary>Reads, checks and pins a run, and does not begin it.</summary>
    /// <exception cref="Workflow.Training.Errors.WorkflowException">The run cannot be begun; the message says why.</exception>
    public async Task<NewRun> PrepareAsync(PipelinesFile file, RunRequest request, CancellationToken cancellationToken)
    {
        PipelineDefinition definition = await PinAsync(file, file.Read(request.Pipeline, request.Settings), request.BaseDirectory, cancellationToken).ConfigureAwait(false);
        if (definition.Steps.Any(step => step.Name is StandardGraph.Guard or StandardGraph.Train)) XGBoostLearner.RequireUsable();
        return new NewRun(Projects.Default, definition, request.Cause)
        {
            Settings = request.Settings,
            IdempotencyKey = request.IdempotencyKey,
            NoCache = request.NoCache,
            LogicalAt = request.LogicalAt,
        };
    }

    private async Task<PipelineDefinition> PinAsync(PipelinesFile file, PipelineConfig config, string? baseDirectory, CancellationToken cancellationToken)
    {
        return new PipelineDefinition
        {
            Name = config.Name,
            Model = config.Model is { } model ? await PinAsync(file, config.Name, model, baseDirectory, cancellationToken).ConfigureAwait(false) : null,
            Environments = config.Environments,
            DeployTo = config.DeployTo,
            Tags = config.Tags,
            Priority = config.Priority,
            Steps = [.. config.Steps.Select(step => step with { Program = step.Program is { } program ? program with { Directory = file.Directory } : null })],
        };
    }

    private async Task<ModelDefinition> PinAsync(PipelinesFile file, string pipeline, ModelConfig config, string? baseDirectory, CancellationToken cancellationToken)
    {
        RecipeFile recipe = await _recipes.ReadAsync(config.Recipe, file.Directory, cancellationToken).ConfigureAwait(false);
        _ = config.Apply(RecipeLoader.Read(recipe.Text, config.Recipe));
        return new ModelDefinition
        {
            Recipe = new PinnedFile(config.Recipe, await _artifacts.PutAsync(recipe.Bytes, cancellationToken).ConfigureAwait(false)),
            RecipeDirectory = recipe.Directory,
            Target = config.Target,
            Features = config.Features,
            Split = config.Split,
            SplitFile = config.Split.PublishedFile is { } path ? await PinSplitAsync(path, file.Directory, baseDirectory, cancellationToken).ConfigureAwait(false) : null,
            Guards = config.Guards,
            Train = config.Train,
            Gates = config.Gates,
            Image = config.Image is { } image ? await _images.PinAsync(file.Directory, pipeline, image, cancellationToken).ConfigureAwait(false) : null,
        };
    }

    private async Task<PinnedFile> PinSplitAsync(string path, string directory, string? baseDirectory, CancellationToken cancellationToken) =>
        new(path, await _artifacts.PutAsync(_splits.Read(path, directory, baseDirectory), cancellationToken).ConfigureAwait(false));
}
