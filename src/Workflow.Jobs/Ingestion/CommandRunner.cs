using System.Globalization;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Sources;
using Workflow.Training.Files;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.Commands;

namespace Workflow.Jobs.Ingestion;

/// <summary>Runs the program of a recipe.</summary>
internal static class CommandRunner
{
    /// <summary>Digests of the files that the program reads.</summary>
    /// <exception cref="SourceException">One is missing, or the recipe lies nowhere.</exception>
    public static async Task<SortedDictionary<string, string>> HashInputsAsync(CommandDefinition command, IngestRequest request, CancellationToken cancellationToken)
    {
        if (request.RecipeDirectory is not { } directory)
        {
            throw new SourceException($"the recipe {request.RecipeName} runs a program; such a recipe must be a file on this machine");
        }

        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string input in command.Inputs)
        {
            string path = Path.Combine(directory, input);
            if (!File.Exists(path)) throw new SourceException($"{request.RecipeName}: the input {input} does not exist in {directory}");
            digests[input] = await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false);
        }

        return digests;
    }

    /// <summary>Runs the program.</summary>
    /// <returns>The file that it wrote.</returns>
    /// <exception cref="SourceException">It takes too long, or writes nothing.</exception>
    /// <exception cref="ChildProcessException">It cannot be started, or fails.</exception>
    public static async Task<SourceFile> RunAsync(
        CommandDefinition command, PreparedIngest ingest, string workDirectory, Action<string> onLine, CancellationToken cancellationToken)
    {
        string output = Path.Combine(workDirectory, "table.csv");
        string[] arguments =
        [
            .. command.Command.Select(argument => argument
                .Replace(CommandDefinition.OutputPlaceholder, output, StringComparison.Ordinal)
                .Replace(CommandDefinition.SourcePlaceholder, ingest.Source?.File.Path ?? string.Empty, StringComparison.Ordinal)),
        ];
        Dictionary<string, string> environment = ChildEnvironment.WithPath();
        foreach ((string name, string value) in command.Environment) environment[name] = value;

        using var limit = new CancellationTokenSource(command.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var program = new ChildProgram(arguments[0], arguments[1..], ingest.Request.RecipeDirectory!, environment) { OnLine = (_, line) => onLine(line) };
            await ChildProcess.RunAsync(program, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SourceException(string.Create(CultureInfo.InvariantCulture, $"{arguments[0]} did not end within {command.Timeout.TotalMinutes} minutes"));
        }

        if (!File.Exists(output)) throw new SourceException($"{arguments[0]} ended well but wrote no {CommandDefinition.OutputPlaceholder}");
        return new SourceFile(output, await Sha256Hex.OfFileAsync(output, cancellationToken).ConfigureAwait(false), ingest.Source?.File.Simulated ?? false);
    }
}
