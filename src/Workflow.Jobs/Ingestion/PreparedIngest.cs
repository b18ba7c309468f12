using Workflow.Jobs.Runs;
using Workflow.Jobs.Sources;
using Workflow.Jobs.Steps;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.Commands;

namespace Workflow.Jobs.Ingestion;

/// <summary>A dataset that is about to be made: the source is at hand, nothing has been read yet.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Source">The source that served; null for a command without one.</param>
/// <param name="CommandInputs">Digest of each file that a command reads, by name; empty for other recipes.</param>
/// <param name="Request">What was asked for.</param>
public sealed record PreparedIngest(
    RecipeDefinition Recipe, ResolvedSource? Source, IReadOnlyDictionary<string, string> CommandInputs, IngestRequest Request)
{
    /// <summary>Everything that decides the dataset, as a document.</summary>
    public object Parameters => new
    {
        recipe = Recipe.Sha256,
        Request.Target,
        source = Source?.File.Sha256,
        simulated = Source?.File.Simulated,
        origin = Source?.Origin,
        commandInputs = CommandInputs,
    };

    /// <summary>Makes the dataset.</summary>
    /// <param name="workDirectory">An existing directory for what lies between.</param>
    /// <param name="progress">Told how far it has come; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Workflow.Training.Errors.WorkflowException">The source is not as the recipe says, or the program fails.</exception>
    public async Task<IngestedDataset> ReadAsync(string workDirectory, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        SourceFile file = Recipe.Content is CommandDefinition command
            ? await CommandRunner.RunAsync(command, this, workDirectory, line => progress?.Report(new StepProgress(0, 0, line)), cancellationToken).ConfigureAwait(false)
            : Source!.File;
        var reading = new ReadProgressAdapter(progress);
        Dataset dataset = await BlockingWork.RunAsync(
            () => RecipeReader.Read(Recipe, Request.Target, file, Environment.ProcessorCount, reading, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return new IngestedDataset(dataset, Origin(), Source?.PassedOver ?? [], reading.RepeatsLeftOut);
    }

    private string Origin()
    {
        if (Recipe.Content is not CommandDefinition command) return Source!.Origin;
        string program = $"command {string.Join(' ', command.Command)}";
        return Source is null ? program : $"{program}, {Source.Origin}";
    }

    private sealed class ReadProgressAdapter(IProgress<StepProgress>? inner) : IProgress<ReadProgress>
    {
        /// <summary>Rows that were left out so far.</summary>
        public int RepeatsLeftOut { get; private set; }

        public void Report(ReadProgress value)
        {
            RepeatsLeftOut = value.RepeatsLeftOut;
            inner?.Report(new StepProgress(value.BytesDone, value.BytesTotal, "reading"));
        }
    }
}
