using System.Text.Json;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Batches;

/// <summary>How far a batch has come, as it is on disk: what stands in the files behind these lengths does not count.</summary>
internal sealed record BatchJournal
{
    /// <summary>What is being done.</summary>
    public required string Work { get; init; }

    /// <summary>Which file is being read, from 0; as many as there are where all of them were.</summary>
    public int File { get; init; }

    /// <summary>Where in it the next block begins; null at its first row.</summary>
    public BlockStart? Next { get; init; }

    /// <summary>How much of the output is there, in bytes.</summary>
    public long RowBytes { get; init; }

    /// <summary>How much of the errors is there, in bytes.</summary>
    public long ErrorBytes { get; init; }

    /// <summary>What was counted, file by file.</summary>
    public IReadOnlyList<InputTally> Inputs { get; init; } = [];

    /// <summary>What was counted in all.</summary>
    public required BatchTally Tally { get; init; }

    /// <summary>Whether everything was scored, and not too much of it is wrong: all that is left is to show it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>How long it took until here, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Reads the journal; null where there is none that can be used.</summary>
    public static BatchJournal? Read(string path)
    {
        try
        {
            return System.IO.File.Exists(path) ? JobsJson.Read<BatchJournal>(System.IO.File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            // Of another release: what it has made is made anew.
            return null;
        }
    }

    /// <summary>The journal as it is on disk.</summary>
    public byte[] ToUtf8() => JobsJson.WriteUtf8(this);
}
