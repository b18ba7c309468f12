namespace Workflow.Jobs.Batches;

/// <summary>What a file of rows is, by its name.</summary>
/// <param name="Form">How rows are written.</param>
/// <param name="IsGzip">Whether the text is compressed.</param>
public sealed record RowFileFormat(RowForm Form, bool IsGzip)
{
    /// <summary>The names that there are, for messages.</summary>
    public const string Names = ".csv, .tsv, .jsonl or .ndjson, each also with .gz behind it";

    private const string Gzip = ".gz";

    /// <summary>The format of a file.</summary>
    /// <param name="path">Its name.</param>
    /// <returns>Null where its name says nothing of rows.</returns>
    public static RowFileFormat? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool isGzip = path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);
        string name = isGzip ? path[..^Gzip.Length] : path;
        RowForm? form = Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".CSV" => RowForm.Csv,
            ".TSV" => RowForm.Tsv,
            ".JSONL" or ".NDJSON" => RowForm.JsonLines,
            _ => null,
        };
        return form is { } known ? new RowFileFormat(known, isGzip) : null;
    }

    /// <summary>The format of a file.</summary>
    /// <exception cref="BatchException">Its name says nothing of rows.</exception>
    public static RowFileFormat Of(string path) =>
        Find(path) ?? throw new BatchException($"{path}: what its rows are written as is told by the end of its name, and this is none that is known; there are {Names}");
}
