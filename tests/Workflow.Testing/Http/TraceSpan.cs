using System.Buffers.Binary;
using System.Globalization;

namespace Workflow.Testing.Http;

/// <summary>A span as OTLP tells it (opentelemetry/proto/trace/v1/trace.proto), as far as tests look.</summary>
public sealed record TraceSpan
{
    /// <summary>Identifier of the trace, hexadecimal.</summary>
    public required string Trace { get; init; }

    /// <summary>Identifier of the span, hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>Identifier of the parent, hexadecimal; empty where there is none.</summary>
    public required string Parent { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>Whether its status is an error.</summary>
    public required bool IsError { get; init; }

    /// <summary>Its attributes; numbers as text.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Attributes of the process that sent it.</summary>
    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    /// <summary>Reads an ExportTraceServiceRequest.</summary>
    public static IEnumerable<TraceSpan> ReadAll(byte[] request) =>
        from resourceSpans in ProtobufField.ReadAll(request).Where(field => field.Number == 1)
        let ofResource = ProtobufField.ReadAll(resourceSpans.Bytes)
        let resource = Pairs([.. ofResource.Where(field => field.Number == 1).SelectMany(field => ProtobufField.ReadAll(field.Bytes))], 1)
        from scopeSpans in ofResource.Where(field => field.Number == 2)
        from span in ProtobufField.ReadAll(scopeSpans.Bytes).Where(field => field.Number == 2)
        select Read(ProtobufField.ReadAll(span.Bytes), resource);

    private static TraceSpan Read(IReadOnlyList<ProtobufField> fields, IReadOnlyDictionary<string, string> resource) => new()
    {
        Trace = Hexadecimal(fields, 1),
        Id = Hexadecimal(fields, 2),
        Parent = Hexadecimal(fields, 4),
        Name = fields.Single(field => field.Number == 5).Text,
        Began = Moment(fields, 7),
        Ended = Moment(fields, 8),
        Attributes = Pairs(fields, 9),
        IsError = fields.Where(field => field.Number == 15).SelectMany(status => ProtobufField.ReadAll(status.Bytes)).Any(field => field.Number == 3 && field.Value == 2),
        Resource = resource,
    };

    private static string Hexadecimal(IReadOnlyList<ProtobufField> fields, int number) =>
        fields.SingleOrDefault(field => field.Number == number) is { } found ? Convert.ToHexStringLower(found.Bytes) : string.Empty;

    private static DateTimeOffset Moment(IReadOnlyList<ProtobufField> fields, int number)
    {
        ulong nanoseconds = BinaryPrimitives.ReadUInt64LittleEndian(fields.Single(field => field.Number == number).Bytes);
        return DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    // KeyValue: a key, and one of several kinds of values.
    private static Dictionary<string, string> Pairs(IReadOnlyList<ProtobufField> fields, int number) => fields
        .Where(field => field.Number == number)
        .Select(field => ProtobufField.ReadAll(field.Bytes))
        .ToDictionary(
            pair => pair.Single(field => field.Number == 1).Text,
            pair => Text(ProtobufField.ReadAll(pair.Single(field => field.Number == 2).Bytes)[0]),
            StringComparer.Ordinal);

    private static string Text(ProtobufField value) => value.Number == 1 ? value.Text : value.Value.ToString(CultureInfo.InvariantCulture);
}
