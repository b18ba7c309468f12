namespace Workflow.Scorer.Thrift;

/// <summary>How messages follow each other on a connection.</summary>
internal enum Transport
{
    /// <summary>Each has its length in front of it, four bytes: TFramedTransport.</summary>
    Framed,

    /// <summary>Each ends where its own structure ends: TBufferedTransport, or none.</summary>
    Buffered,
}
