using System.Text.Json;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Batches;

/// <summary>What became of a batch: what stands beside its output.</summary>
public sealed record BatchSummary
{
    /// <summary>Identifier of the batch: with a slash and the number of a row it is that of a prediction.</summary>
    public required string Batch { get; init; }

    /// <summary>The version that scored.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of its scoring pipeline file.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>Whether the model was trained on simulated data.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>The files that were read.</summary>
    public required IReadOnlyList<ScoredInput> Inputs { get; init; }

    /// <summary>The output.</summary>
    public required InputFile Output { get; init; }

    /// <summary>Where the wrong rows are told; null where there were none.</summary>
    public string? Errors { get; init; }

    /// <summary>Rows, the wrong ones too.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that were scored.</summary>
    public long Scored { get; init; }

    /// <summary>Rows that could not be scored.</summary>
    public long Wrong { get; init; }

    /// <summary>Rows of each predicted class; null for regression.</summary>
    public IReadOnlyDictionary<string, long>? Classes { get; init; }

    /// <summary>The predicted numbers of a regression; null for classes.</summary>
    public PredictedNumbers? Numbers { get; init; }

    /// <summary>Share of the scored rows that lie outside of where the training rows lay, from 0 to 1; null where that is not known.</summary>
    public double? OutsideShare { get; init; }

    /// <summary>How far each column is from the training rows, the farthest first.</summary>
    public required IReadOnlyList<ColumnDrift> Drift { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How long it took, in seconds, without the time between an interruption and its resumption.</summary>
    public double Seconds { get; init; }

    /// <summary>Digest of everything that decided the output.</summary>
    public required string Work { get; init; }

    /// <summary>Reads a summary; null where there is none that can be read.</summary>
    public static BatchSummary? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JobsJson.Read<BatchSummary>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
