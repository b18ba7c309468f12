using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>Takes what a program has written into its folder of outputs, and says everything that is wrong with it.</summary>
internal sealed class ProgramOutputs(StepContext context, ProgramDefinition program, string folder)
{
    private const int LongestText = 64 << 10;
    private const int LongestJson = 16 << 20;
    private const int ShownText = 60;
    private const int MostNames = 10;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<string> _problems = [];
    private readonly StepOutputsBuilder _outputs = new(context.Artifacts);

    /// <summary>Takes all of them.</summary>
    /// <exception cref="StepException">One is missing, not declared, or not what it is declared to be.</exception>
    public async Task<StepOutputs> TakeAsync(CancellationToken cancellationToken)
    {
        // Nothing of the program runs any more: what is looked at now stays as it is.
        if (OutputFile.Problem(folder) is { } moved && !moved.StartsWith("is a directory", StringComparison.Ordinal)) throw Failure($"the folder of the outputs {moved}");
        if (!Directory.Exists(folder)) throw Failure("the folder of the outputs is gone");
        foreach (string name in Names().Where(name => !program.Outputs.ContainsKey(name)).Take(MostNames))
        {
            _problems.Add($"'{name}' is no output of the step; {Declared()}");
        }

        foreach ((string name, OutputType type) in program.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
        {
            try
            {
                await TakeAsync(name, type, cancellationToken).ConfigureAwait(false);
            }
            catch (OutputFileException wrong)
            {
                _problems.Add($"output '{name}' ({type.ToString().ToLowerInvariant()}) {wrong.Message}");
            }
        }

        return _problems.Count == 0 ? _outputs.Build() : throw Failure(string.Join("; ", _problems));
    }

    private IEnumerable<string> Names()
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException)
        {
            throw Failure("the folder of the outputs cannot be read: the program has changed who may");
        }
    }

    private async Task TakeAsync(string name, OutputType type, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, name);
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null) throw new OutputFileException($"is missing: the program writes it to $WORKFLOW_OUTPUTS/{name}");
        if (OutputFile.Problem(path) is { } problem) throw new OutputFileException(problem);
        if (type == OutputType.File)
        {
            using FileStream file = OutputFile.Open(path);
            await _outputs.AddAsync(name, file, cancellationToken).ConfigureAwait(false);
            return;
        }

        byte[] bytes = await OutputFile.ReadAsync(path, type == OutputType.Json ? LongestJson : LongestText, cancellationToken).ConfigureAwait(false);
        if (type == OutputType.Json)
        {
            RequireJson(bytes);
            await _outputs.AddAsync(name, bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        _outputs.AddValue(name, type == OutputType.Number ? Number(bytes) : Text(bytes));
    }

    private static void RequireJson(byte[] bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
        }
        catch (JsonException wrong)
        {
            throw new OutputFileException($"is not JSON: {wrong.Message}");
        }
    }

    private static string Number(byte[] bytes)
    {
        string text = Text(bytes);
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        return isNumber ? text : throw new OutputFileException($"is no number: '{(text.Length > ShownText ? $"{text.AsSpan(0, ShownText)}…" : text)}'");
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            string text = StrictUtf8.GetString(bytes).Trim();
            return text.Contains('\0', StringComparison.Ordinal) ? throw new OutputFileException("is no text: it holds a NUL") : text;
        }
        catch (DecoderFallbackException)
        {
            throw new OutputFileException("is no text in UTF-8");
        }
    }

    private string Declared() => program.Outputs.Count == 0
        ? "it declares none (outputs: {NAME: file})"
        : $"it declares {string.Join(", ", program.Outputs.Keys.Order(StringComparer.Ordinal))}";

    private StepException Failure(string what) => new($"{context.Claim.Step}: {what}");
}
