using System.Buffers;
using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Jobs.Batches;

/// <summary>Gives members of JSON objects back: as JSON byte by byte, as cells without the marks of texts; null is an empty cell.</summary>
/// <param name="names">Their names.</param>
internal sealed class KeptJson(IReadOnlyList<string> names) : IKeptFields
{
    private readonly KeptMembers _members = new(names);

    /// <inheritdoc/>
    public void WriteCells(IBufferWriter<byte> output, CsvDialect dialect, ReadOnlySpan<byte> record)
    {
        if (names.Count == 0) return;
        _members.Find(record);
        for (int i = 0; i < names.Count; i++) dialect.Write(output, i == 0, TextOf(_members.Value(record, i)));
    }

    /// <inheritdoc/>
    public void WriteMembers(Utf8JsonWriter json, ReadOnlySpan<byte> record) => _members.Write(json, record);

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> value)
    {
        if (value is not [(byte)'"', ..]) return value.SequenceEqual("null"u8) ? [] : value;
        if (!value.Contains((byte)'\\')) return value[1..^1];
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = new byte[value.Length];
        return RecordText.TryUnescape(ref reader, out ReadOnlySpan<byte> unescaped) && unescaped.TryCopyTo(text) ? text.AsSpan(0, unescaped.Length) : value[1..^1];
    }
}
