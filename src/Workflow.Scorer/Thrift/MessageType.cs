namespace Workflow.Scorer.Thrift;

/// <summary>Kinds of messages, with the numbers that the binary protocol has for them.</summary>
internal enum MessageType : byte
{
    /// <summary>A call that is answered.</summary>
    Call = 1,

    /// <summary>The answer.</summary>
    Reply = 2,

    /// <summary>The answer of a call that failed: a TApplicationException.</summary>
    Exception = 3,

    /// <summary>A call that is not answered.</summary>
    Oneway = 4,
}
