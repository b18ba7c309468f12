namespace Workflow.Scorer.Thrift;

/// <summary>What the binary protocol says of a type.</summary>
internal static class ThriftTypes
{
    /// <summary>Bytes that each value of a type has; 0 where they differ, or where there is no such type.</summary>
    public static int Width(this ThriftType type) => type switch
    {
        ThriftType.Bool or ThriftType.Byte => 1,
        ThriftType.Int16 => 2,
        ThriftType.Int32 => 4,
        ThriftType.Int64 or ThriftType.Double => 8,
        ThriftType.Uuid => 16,
        _ => 0,
    };

    /// <summary>The type's name in a .thrift file.</summary>
    public static string Name(this ThriftType type) => type switch
    {
        ThriftType.Int16 => "i16",
        ThriftType.Int32 => "i32",
        ThriftType.Int64 => "i64",
        ThriftType.Text => "string",
        _ => type.ToString().ToLowerInvariant(),
    };
}
