using System.Buffers;
using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Jobs.Batches;

/// <summary>Gives fields of a record back, wherever they stand in it. One thread at a time.</summary>
internal interface IKeptFields
{
    /// <summary>Writes them as the first cells of a row.</summary>
    void WriteCells(IBufferWriter<byte> output, CsvDialect dialect, ReadOnlySpan<byte> record);

    /// <summary>Writes them as the first members of an object.</summary>
    void WriteMembers(Utf8JsonWriter json, ReadOnlySpan<byte> record);
}
