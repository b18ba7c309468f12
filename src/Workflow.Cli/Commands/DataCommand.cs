using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Display;
using Workflow.Jobs.Home;
using Workflow.Jobs.Ingestion;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Sources;
using Workflow.Jobs.Texts;
using Workflow.Training.Datasets;
using Workflow.Training.Files;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow data</c>: the table that a recipe makes, as CSV.</summary>
internal static class DataCommand
{
    private const string Summary = "Write the table that a pipeline's recipe makes: the feature columns, then the label, numbers with every digit.";

    private const string Details = "";

    private const string Examples = """
        workflow data hydraulic-cooling --out table.csv
        workflow data hydraulic-cooling --part test --out test.csv
        workflow data --recipe data-recipes/hydraulic.yaml --target valve_cond_y --out table.csv
        workflow data --recipe data-recipes/hydraulic.yaml --target valve_cond_y --features rich --out table.csv
        workflow data --recipe https://example.org/recipe.yaml --target label --out table.csv
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var pipeline = new Argument<string?>("pipeline") { Description = "Name of the pipeline in pipelines.yaml", Arity = ArgumentArity.ZeroOrOne };
        Option<string> output = CommonOptions.Out("CSV file to write");
        Option<string> part = new("--part") { Description = "Which rows: all, train or test", DefaultValueFactory = _ => "all" };
        part.AcceptOnlyFromAmong("all", "train", "test");
        Option<string?> recipe = new("--recipe") { Description = "Recipe to use instead of a pipeline's: a file or an https address" };
        Option<string?> target = new("--target") { Description = "Label to use with --recipe" };
        Option<string?> features = new("--features") { Description = "basic or rich, instead of what the pipeline or the recipe says" };
        features.AcceptOnlyFromAmong([.. FeatureSetNames.All.Keys]);
        Option<string[]> set = CommonOptions.Set();
        Option<string?> file = CommonOptions.PipelinesFile();
        var command = new CommandWithExamples("data", Summary, Details, Examples) { pipeline, output, part, recipe, target, features, set, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new DataRequest(
                parsed.GetValue(pipeline),
                parsed.GetValue(recipe),
                parsed.GetValue(target),
                parsed.GetValue(part)!,
                parsed.GetValue(set) ?? [],
                environment.PipelinesPath(parsed.GetValue(file)),
                parsed.GetValue(features) is { } name ? FeatureSetNames.All[name] : null);
            await WriteAsync(environment, request, parsed.GetValue(output)!, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task WriteAsync(CliEnvironment environment, DataRequest request, string output, CancellationToken cancellationToken)
    {
        ServiceProvider provider = environment.CreateServices();
        await using (provider.ConfigureAwait(false))
        {
            PipelineConfig? config = request.Pipeline is null ? null : PipelinesFile.Open(request.PipelinesPath).Read(request.Pipeline, request.Settings);
            if (request.Recipe is not null && request.Pipeline is null && request.Settings.Length > 0) throw new CliException("--set needs a pipeline: a recipe alone has no keys to set");
            string location = request.Recipe ?? config?.Model?.Recipe ?? throw new CliException("name a pipeline, or a recipe by --recipe");
            string target = request.Target ?? config?.Model?.Target ?? throw new CliException("name the label by --target");
            string directory = request.Recipe is null ? Path.GetDirectoryName(request.PipelinesPath)! : Directory.GetCurrentDirectory();
            RecipeFile recipe = await provider.GetRequiredService<RecipeFiles>().ReadAsync(location, directory, cancellationToken).ConfigureAwait(false);
            var ingest = new IngestRequest(recipe.Text, location, recipe.Directory, target)
            {
                Features = request.Features ?? (request.Recipe is null ? config?.Model?.Features : null),
            };
            IngestedDataset ingested = await IngestAsync(provider, ingest, cancellationToken).ConfigureAwait(false);
            int[]? rows = request.Part == "all" ? null : Rows(provider, request, config, ingested.Dataset);
            await AtomicFile.WriteAsync(output, stream => TableCsv.WriteAsync(ingested.Dataset, rows, stream, cancellationToken)).ConfigureAwait(false);
            Report(ingested, rows, output);
        }
    }

    private static async Task<IngestedDataset> IngestAsync(IServiceProvider services, IngestRequest request, CancellationToken cancellationToken)
    {
        DatasetIngestion ingestion = services.GetRequiredService<DatasetIngestion>();
        using var work = new WorkDirectory(services.GetRequiredService<WorkflowHome>());
        PreparedIngest prepared = await ingestion.PrepareAsync(request, null, cancellationToken).ConfigureAwait(false);
        return await prepared.ReadAsync(work.Path, null, cancellationToken).ConfigureAwait(false);
    }

    private static int[] Rows(IServiceProvider services, DataRequest request, PipelineConfig? config, Dataset dataset)
    {
        SplitDefinition definition = config?.Model?.Split ?? throw new CliException("--part needs a pipeline: a recipe alone does not say how rows are divided");
        DataSplit split = definition.PublishedFile is { } path
            ? Splitter.SplitAsPublished(dataset, definition, services.GetRequiredService<SplitFiles>().Read(path, Path.GetDirectoryName(request.PipelinesPath)!, Directory.GetCurrentDirectory()))
            : Splitter.Split(dataset, definition);
        return request.Part == "train" ? split.Train : split.Test;
    }

    private static void Report(IngestedDataset ingested, int[]? rows, string output)
    {
        Dataset dataset = ingested.Dataset;
        if (dataset.Schema.Simulated)
        {
            Terminal.Note(SimulatedData.Reason(ingested.PassedOver));
            foreach (string reason in ingested.PassedOver) Terminal.Note($"  {reason}");
            Terminal.Note(SimulatedData.Remedy(ingested.PassedOver));
        }

        Terminal.Note($"{CountText.Of(rows?.Length ?? dataset.RowCount, "row")}, {CountText.Of(dataset.Features.Count, "column")} and {dataset.Schema.Target} from {ingested.Origin} into {output}");
    }

    private sealed record DataRequest(string? Pipeline, string? Recipe, string? Target, string Part, string[] Settings, string PipelinesPath, FeatureSet? Features);
}
