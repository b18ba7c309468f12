using Workflow.Jobs.Batches;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads what a schedule scores.</summary>
internal static class ScheduledBatchReader
{
    private const string In = "in", Out = "out", Limit = "maxErrors";

    /// <summary>Reads it and notes what is wrong with it.</summary>
    public static ScheduledBatch Read(ConfigMapReader map)
    {
        IReadOnlyList<string> inputs = map.Texts(In);
        if (inputs.Count == 0) map.Problem(In, $"what is scored is missing: {In}: incoming/*.csv");
        if (map.Peek(Out) is null) map.Problem(Out, $"where it goes is missing: {Out}: scored/ for one output per input, or a file");
        string output = map.OptionalText(Out) ?? string.Empty, limit = map.OptionalText(Limit) ?? ErrorLimit.Default;
        if (ErrorLimit.Parse(limit) is null) map.Problem(Limit, $"'{limit}' is no limit of wrong rows: {ErrorLimit.Forms}");
        if (output.Length > 0 && !Path.EndsInDirectorySeparator(output) && Path.HasExtension(output) && RowFileFormat.Find(output) is null) map.Problem(Out, $"'{output}' is no file of rows; there are {RowFileFormat.Names}");
        return new ScheduledBatch(inputs, output)
        {
            Version = map.OptionalText("version"),
            Options = new BatchOptions { Kept = map.Texts("keep"), HasContributions = map.Flag("contributions", absent: false), MostErrors = limit },
        };
    }
}
