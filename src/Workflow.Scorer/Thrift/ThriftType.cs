namespace Workflow.Scorer.Thrift;

/// <summary>Types of values, with the numbers that the binary protocol has for them.</summary>
internal enum ThriftType : byte
{
    /// <summary>Not a value: the end of a struct's fields.</summary>
    Stop = 0,

    Bool = 2,
    Byte = 3,
    Double = 4,
    Int16 = 6,
    Int32 = 8,
    Int64 = 10,

    /// <summary>A text or any bytes.</summary>
    Text = 11,

    Struct = 12,
    Map = 13,
    Set = 14,
    List = 15,
    Uuid = 16,
}
